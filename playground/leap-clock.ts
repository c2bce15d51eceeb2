// A clock that runs as this machine's does, and in which minutes can pass in seconds: for the bot, the cluster and Slack alike.
import type { Clock } from "#src/base/clock.ts";

export type LeapClock = Clock & {
  /** How far it is ahead of this machine's, milliseconds. */
  readonly aheadMs: () => number;
  /** Lets this much time pass, second by second, so that heartbeats, watches and looks keep their order. */
  readonly leap: (ms: number) => Promise<void>;
};

type Sleeper = {
  readonly due: number;
  /** On the machine's own clock: no sooner, however fast time passes. */
  readonly notBefore: number;
  readonly wake: () => void;
};

const stepMs = 1_000;
/** What each second really takes: bytes on loopback and rows in the database are on their way. */
const restMs = 8;
/** Who sleeps so long may be the deadline of somebody who waits for an answer, and an answer really takes its time. */
const deadlineMs = 3_000;
const answerMs = 300;
/** What setTimeout can wait at most. */
const longestMs = 2_147_483_647;

export function leapClock(): LeapClock {
  const sleepers = new Set<Sleeper>();
  let aheadMs = 0;
  let leaping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  return {
    now: () => Date.now() + aheadMs,
    ticks,
    sleep,
    aheadMs: () => aheadMs,
    // Who asks twice gets both, one after the other.
    leap: (ms) => {
      leaping = leaping.then(() => pass(ms));
      return leaping;
    },
  };

  function ticks(): number {
    return performance.now() + aheadMs;
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      aheadMs += Math.min(left, stepMs);
      ring();
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
        // A sleep that was ended leaves nothing that keeps the process alive.
        if (sleepers.size === 0) clearTimeout(timer);
      };
      const notBefore = performance.now() + (ms < deadlineMs ? 0 : answerMs);
      const sleeper: Sleeper = { due: ticks() + ms, notBefore, wake };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
      arm();
    });
  }

  /** Wakes whose time has come, in order. */
  function ring(): void {
    const due = [...sleepers].filter((each) => leftMs(each) <= 0);
    for (const { wake } of due.toSorted((one, other) => one.due - other.due)) wake();
    arm();
  }

  /** One timer, for whoever is next. */
  function arm(): void {
    clearTimeout(timer);
    if (sleepers.size === 0) return;
    const next = Math.min(...[...sleepers].map(leftMs));
    timer = setTimeout(ring, Math.min(longestMs, Math.max(0, next)));
  }

  function leftMs({ due, notBefore }: Sleeper): number {
    return Math.max(due - ticks(), notBefore - performance.now());
  }
}
