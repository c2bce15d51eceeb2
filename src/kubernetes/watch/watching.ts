// All watches of one cluster: started, stopped and read together; the one that never rests vouches for the others.
import type { UnreachableError } from "#src/base/errors.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Reach, Snapshot, WatchState } from "../cluster.ts";
import type { Resource } from "../resources.ts";
import { reachOf } from "./reach.ts";
import { createReflector, type Reflector } from "./reflector.ts";
import type { Tuning } from "./tuning.ts";
import type { Watched } from "./watch.ts";
import { type Row, watched } from "./watched.ts";

type Options = Omit<Watched<unknown>, "resource" | "codec"> & {
  readonly tuning: Tuning;
  readonly explain: (error: unknown, signal: AbortSignal, reading: Resource) => Promise<UnreachableError>;
};

export type Watching = {
  readonly snapshot: () => Snapshot;
  readonly watches: () => readonly WatchState[];
  /** Resolves when the first lists are complete or one has failed; without either after `atMostMs`. */
  readonly settled: (signal: AbortSignal, atMostMs?: number) => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** Whoever was heard within this time needs no new connection. */
const surelyAliveMs = 5_000;

export function createWatching({ explain, ...shared }: Options): Watching {
  const rows = Object.entries<Row>(watched).map(([name, row]) => [name, reflect(row)] as const);
  const reflectors: readonly Reflector<unknown>[] = rows.map(([, reflector]) => reflector);
  return {
    snapshot: () =>
      ({
        ...Object.fromEntries(rows.map(([name, { records }]) => [name, records()])),
        reach: reach(),
      }) as Snapshot, // Each row of the table makes the records of its name.
    watches: () =>
      rows.map(([name, each]) => ({ name, state: each.state().state, lastSeen: each.lastSeen() })),
    settled: async (signal, atMostMs) => {
      const first = settled(reflectors, signal);
      if (atMostMs === undefined) await first;
      else await restsWithin(shared.clock, atMostMs, first);
    },
    start: () => {
      for (const each of reflectors) each.start();
    },
    stop: async () => {
      await Promise.all(reflectors.map((each) => each.stop()));
    },
  };

  function reflect(row: Row): Reflector<unknown> {
    return createReflector({
      ...shared,
      ...row,
      explain: (error, signal) => explain(error, signal, row.resource),
      onRevived: suspectOthers,
    });
  }

  // What cut off one connection without a word has cut off the others, and a half-open one waits for minutes.
  function suspectOthers(): void {
    for (const each of reflectors) each.reopen(surelyAliveMs);
  }

  function reach(): Reach {
    return reachOf(reflectors, shared.clock.now());
  }
}

/** One failure is an answer for all: whoever waits wants to tell somebody. */
function settled(reflectors: readonly Reflector<unknown>[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      signal.removeEventListener("abort", finish);
      resolve();
    };
    signal.addEventListener("abort", finish, { once: true });
    const failed = reflectors.map(({ settled, state }) =>
      settled.then(() => {
        if (state().state === "broken") finish();
      }),
    );
    void Promise.all(failed).then(finish);
  });
}
