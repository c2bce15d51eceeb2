// How one watch stands, as people are told: connecting, live or broken, since when, and when it was last heard.
import { type Clock, timeOfTick } from "#src/base/clock.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { NoCredentialsError } from "../connection/explain-credentials.ts";

export type ReflectorState =
  | { readonly state: "connecting"; readonly since: number }
  | { readonly state: "live" }
  | { readonly state: "broken"; readonly since: number; readonly error: UnreachableError };

export type Standing = {
  readonly state: () => ReflectorState;
  /** When the API server was last heard with the records complete, epoch milliseconds; undefined before the first list. */
  readonly lastSeen: () => number | undefined;
  /** How long ago that was, on our own clock. */
  readonly quietMs: () => number;
  /** Resolves when it is live or broken for the first time, or given up. */
  readonly settled: Promise<void>;
  readonly heard: () => void;
  readonly goLive: () => void;
  readonly goBroken: (cause: unknown) => Promise<void>;
  readonly giveUp: () => void;
};

type Options = {
  /** What is watched, for the log. */
  readonly resource: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Puts a failure into words. */
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
  readonly signal: AbortSignal;
};

export function createStanding({ resource, clock, log, explain, signal }: Options): Standing {
  const settled = Promise.withResolvers<void>();
  let state: ReflectorState = { state: "connecting", since: clock.now() };
  let heardAt: number | undefined;
  return {
    state: () => state,
    lastSeen: () => (heardAt === undefined ? undefined : timeOfTick(clock, heardAt)),
    quietMs: () => clock.ticks() - (heardAt ?? Number.NEGATIVE_INFINITY),
    settled: settled.promise,
    heard,
    goLive,
    goBroken,
    giveUp: settled.resolve,
  };

  function heard(): void {
    heardAt = clock.ticks();
  }

  function goLive(): void {
    if (state.state === "broken") log.info("kubernetes.watch-mended", { resource });
    state = { state: "live" };
    heard();
    settled.resolve();
  }

  async function goBroken(cause: unknown): Promise<void> {
    const since = state.state === "broken" ? state.since : clock.now();
    const error = await explain(cause, signal);
    if (signal.aborted) return;
    const isTold = state.state === "broken" || error instanceof NoCredentialsError;
    if (!isTold) log.warn("kubernetes.watch-broken", { resource, error });
    state = { state: "broken", since, error };
    settled.resolve();
  }
}
