// Makes the readings of all probes, each at its own pace, and whenever somebody wants to know now.
import { type Clock, timeOfTick } from "#src/base/clock.ts";
import { UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { attempt, type Outcome } from "#src/base/outcome.ts";
import { within } from "#src/base/within.ts";
import type { Probe, Probed, Reading } from "./probe.ts";
import { type ProbeName, probes, type Readings } from "./probes.ts";

export type Prober = {
  readonly readings: () => Readings;
  /** Reads it now, or waits for a reading that is under way; what became of it is in `readings`. */
  readonly probe: (name: ProbeName, signal: AbortSignal) => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly cluster: string;
  readonly reads: Probed;
  /** Those that are not to be read here. */
  readonly off?: readonly ProbeName[];
  readonly clock: Clock;
  readonly log: Log;
};

type Made = { readonly tick: number; readonly outcome: Outcome<unknown> };

/** Some readings are made a few times a day, and must not be missing for hours because one failed. */
const againMs = 5 * 60_000;
/** Nor for minutes once a cluster that was out of reach is back. */
const unreachedAgainMs = 20_000;
const names = Object.keys(probes) as readonly ProbeName[]; // Object.keys forgets the type of the keys.

export function createProber({ cluster, reads, off = [], clock, log }: Options): Prober {
  const stopping = new AbortController();
  const newest = new Map<ProbeName, Made>();
  const underway = new Map<ProbeName, Promise<void>>();
  let loops: readonly Promise<void>[] = [];

  return {
    readings: () => {
      const made = [...newest].map(([name, each]) => [name, readingOf(each, probes[name], clock)]);
      return Object.fromEntries(made) as Readings; // Each name was put with the outcome of its own probe.
    },
    probe: (name, signal) => endedOr(signal, read(name)),
    start: () => {
      loops = names.filter((name) => !off.includes(name)).map(keepReading);
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([...loops, ...underway.values()]);
    },
  };

  async function keepReading(name: ProbeName): Promise<void> {
    while (!stopping.signal.aborted) {
      await read(name).catch((error: unknown) =>
        log.error("kubernetes.probe-failed", { cluster, name, error }),
      );
      const { everyMs } = probes[name];
      await clock.sleep(Math.min(everyMs, untilAgain(name)), stopping.signal);
    }
  }

  function untilAgain(name: ProbeName): number {
    const outcome = newest.get(name)?.outcome;
    const { soonerMs }: Probe<unknown> = probes[name];
    if (!outcome) return Number.POSITIVE_INFINITY;
    if (outcome.ok) return soonerMs?.(outcome.value, clock.now()) ?? Number.POSITIVE_INFINITY;
    return outcome.error instanceof UnreachableError ? unreachedAgainMs : againMs;
  }

  function read(name: ProbeName): Promise<void> {
    const reading = underway.get(name) ?? readOnce(name).finally(() => underway.delete(name));
    underway.set(name, reading);
    return reading;
  }

  async function readOnce(name: ProbeName): Promise<void> {
    const { patienceMs: ms, read }: Probe<unknown> = probes[name];
    const late = () =>
      new UnreachableError(`cannot reach ${cluster}: no answer within ${Math.round(ms / 1_000)} s`);
    const reading = within({ clock, ms, signal: stopping.signal, late }, (signal) => read(reads, signal));
    try {
      newest.set(name, { outcome: await attempt(reading), tick: clock.ticks() });
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  }
}

function readingOf({ tick, outcome }: Made, { goodForMs }: Probe<unknown>, clock: Clock): Reading<unknown> {
  const at = timeOfTick(clock, tick);
  const until = at + goodForMs;
  return outcome.ok ? { at, until, value: outcome.value } : { at, until, error: outcome.error };
}

/** Whoever asked may go; the reading goes on for whoever asks next. */
function endedOr(signal: AbortSignal, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve();
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
