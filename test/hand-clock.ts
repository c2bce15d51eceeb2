// A clock that a test moves by hand.
import type { Clock } from "#src/base/clock.ts";

export type HandClock = Clock & {
  /** Moves on, waking sleepers in order; resolves when what they set going has come to rest. */
  readonly advance: (ms: number) => Promise<void>;
  /** Somebody sets the time of day: neither ticks nor timers notice. */
  readonly setBack: (ms: number) => void;
  /** Lets everything that is not waiting for the clock run. */
  readonly settle: () => Promise<void>;
  /** Resolves when somebody sleeps for `ms` or longer. */
  readonly asleep: (atLeastMs?: number) => Promise<void>;
  /** How long each sleep that is still under way was asked for. */
  readonly sleeps: () => readonly number[];
};

type Sleeper = { readonly ms: number; readonly due: number; readonly wake: () => void };

export function handClock(start = Date.parse("2026-11-22T12:00:00Z")): HandClock {
  let now = start;
  let ticks = 0;
  let sleepers: readonly Sleeper[] = [];
  let watchers: readonly (() => void)[] = [];
  return {
    now: () => now,
    ticks: () => ticks,
    sleep,
    settle,
    setBack(ms) {
      now -= ms;
    },
    sleeps: () => sleepers.map(({ ms }) => ms),
    async asleep(atLeastMs = 0) {
      while (!sleepers.some(({ ms }) => ms >= atLeastMs)) {
        await new Promise<void>((resolve) => {
          watchers = [...watchers, resolve];
        });
      }
    },
    async advance(ms) {
      const until = ticks + ms;
      await settle();
      for (let next = nextDue(until); next !== undefined; next = nextDue(until)) {
        pass(next.due - ticks);
        next.wake();
        await settle();
      }
      pass(until - ticks);
      await settle();
    },
  };

  function pass(ms: number): void {
    ticks += ms;
    now += ms;
  }

  function nextDue(until: number): Sleeper | undefined {
    return sleepers.filter(({ due }) => due <= until).toSorted((one, other) => one.due - other.due)[0];
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        sleepers = sleepers.filter((each) => each !== sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { ms, due: ticks + ms, wake };
      sleepers = [...sleepers, sleeper];
      signal?.addEventListener("abort", wake, { once: true });
      for (const tell of watchers) tell();
      watchers = [];
    });
  }
}

/** Enough turns of the event loop for chains of promises that wait for no timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
