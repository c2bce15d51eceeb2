// Time as a parameter, so that tests need no sleeps.

/** The time of day, a measure of what passes, and timers; `systemClock` in production, a hand-moved clock in tests. */
export type Clock = {
  /** Epoch milliseconds: what is shown, stored and compared with what others wrote. It may jump when somebody sets it. */
  readonly now: () => number;
  /** Milliseconds since some moment of this process; they only grow, so every duration is measured with them. */
  readonly ticks: () => number;
  /** Resolves after `ms`, or at once when the signal aborts (it never rejects). */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const systemClock: Clock = {
  now: Date.now,
  ticks: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(finish, ms);
      function finish() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      }
      signal?.addEventListener("abort", finish, { once: true });
    }),
};

/** The time of day of a tick, epoch milliseconds: its age is right, whatever was done to the clock since. */
export function timeOfTick({ now, ticks }: Clock, tick: number): number {
  return Math.round(now() - (ticks() - tick));
}
