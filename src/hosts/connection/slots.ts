// At most so many at once; whoever comes later waits in line.

export type Slots = { readonly hold: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> };

export function createSlots(most: number): Slots {
  let taken = 0;
  const line: (() => void)[] = [];

  return {
    async hold(work, signal) {
      await take(signal);
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else taken--;
      }
    },
  };

  function take(signal: AbortSignal): Promise<void> {
    if (taken < most) {
      taken++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        line.splice(line.indexOf(enter), 1);
        reject(signal.reason);
      };
      if (signal.aborted) return reject(signal.reason);
      line.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
