// A clock that a test moves by hand.
import type { Clock } from "#src/clock.ts";

export type TestClock = Clock & {
  /** Moves on, waking sleepers in order; resolves when what they set going has come to rest. */
  readonly advance: (ms: number) => Promise<void>;
  /** Lets everything that is not waiting for the clock run. */
  readonly settle: () => Promise<void>;
};

type Sleeper = { readonly at: number; readonly wake: () => void };

export function createTestClock(start = Date.UTC(2026, 10, 22, 12)): TestClock {
  let now = start;
  let sleepers: Sleeper[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
    settle,
    advance: async (ms) => {
      const until = now + ms;
      await settle();
      for (let next = earliest(); next && next.at <= until; next = earliest()) {
        now = next.at;
        sleepers = sleepers.filter((each) => each !== next);
        next.wake();
        await settle();
      }
      now = until;
    },
  };

  function earliest(): Sleeper | undefined {
    return sleepers.toSorted((a, b) => a.at - b.at)[0];
  }
}

/** Enough turns of the event loop for chains of promises that wait for no timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
