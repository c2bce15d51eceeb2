// Keeps the records of one resource true: list, then watch, for as long as it runs, whatever the API server does.
import { timeOfTick } from "#src/base/clock.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { Abilities } from "../connection/encoding.ts";
import type { WatchEvent } from "../wire/watch-event.ts";
import { backoffMs, type FailureKind } from "./backoff.ts";
import { createHeld } from "./held.ts";
import { listPages } from "./list.ts";
import { type Phase, type Remedy, remedyFor, WatchError } from "./remedy.ts";
import { type Watched, watchOnce } from "./watch.ts";

export type ReflectorState =
  | { readonly state: "connecting"; readonly since: number }
  | { readonly state: "live" }
  | { readonly state: "broken"; readonly since: number; readonly error: UnreachableError };

export type Reflector<T> = {
  readonly records: () => readonly T[];
  readonly state: () => ReflectorState;
  /** When the API server was last heard with the records complete; undefined before the first list. */
  readonly lastSeen: () => number | undefined;
  /** Resolves when the first list is complete or has failed. */
  readonly settled: Promise<void>;
  readonly start: () => void;
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
};

export type Tuning = {
  /** A watch without a byte for so long is dead: the server sends a bookmark about once a minute. */
  readonly idleMs: number;
  /** The same while a streamed list is on its way. */
  readonly listIdleMs: number;
  /** Watches end after this long, up to twice as long. */
  readonly watchSeconds: number;
  /** Everything is listed anew this often, so that nothing missed stays missed. */
  readonly relistMs: number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
};

export const defaultTuning: Tuning = {
  idleMs: 150_000,
  listIdleMs: 30_000,
  watchSeconds: 300,
  relistMs: 60 * 60_000,
  random: Math.random,
};

type Options<T> = Watched<T> & {
  readonly tuning: Tuning;
  /** Puts a failure into words. */
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
};

// A watch that brought news or lasted this long has worked: what ended it is no reason to wait.
const steadyMs = 5_000;
// One reconnect at once for each so many: a server that ends every watch after its first word is not asked in a loop.
const hurryEveryMs = 5_000;
// A wait that is over before anybody has read an answer is not worth the word "unreachable".
const unnoticedMs = 250;
// So many watches from one version that are answered but bring nothing, and the version itself is suspect (a server
// restored from a backup knows older ones only).
const maxBarrenWatches = 3;
const maxUnfinishedStreams = 2;

export function createReflector<T>(options: Options<T>): Reflector<T> {
  const { abilities, clock, codec, explain, log, resource, tuning } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const held = createHeld<T>();
  const settled = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;
  let state: ReflectorState = { state: "connecting", since: clock.now() };
  let phase: Phase = "list";
  /** Where the next watch goes on; undefined asks for a list. */
  let version: string | undefined;
  let listedAt: number | undefined;
  let heardAt: number | undefined;
  let openedAt: number | undefined;
  let hurriedAt = Number.NEGATIVE_INFINITY;
  let news = false;
  /**
   * Of each kind by itself. After a long silence the first answers of an API server that has just started are refusals
   * (its roles are not read yet): the length of the silence must not make these last.
   */
  let failures = noFailures();
  /** What this attempt asks for; another reflector may learn meanwhile that the server does not know it. */
  let asked: Abilities = { ...abilities };
  let barrenWatches = 0;
  let unfinishedStreams = 0;

  return {
    records: held.values,
    state: () => state,
    lastSeen: () => (heardAt === undefined ? undefined : timeOfTick(clock, heardAt)),
    settled: settled.promise,
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      settled.resolve();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!signal.aborted) {
      openedAt = undefined;
      news = false;
      try {
        await listAndWatch();
        await afterCleanEnd();
      } catch (error) {
        if (!signal.aborted) await recover(error);
      }
    }
  }

  async function listAndWatch(): Promise<void> {
    if (listedAt !== undefined && clock.ticks() - listedAt >= tuning.relistMs) startAnew();
    asked = { ...abilities, protobuf: abilities.protobuf && codec.fromProtobuf !== undefined };
    if (version === undefined && !asked.watchList) await listInPages();
    phase = version === undefined ? "stream-list" : "watch";
    if (phase === "stream-list") held.mark();
    try {
      await watchOnce(watched(), {
        from: version,
        timeoutSeconds: Math.round(tuning.watchSeconds * (1 + tuning.random())),
        idleMs: () => (phase === "stream-list" ? tuning.listIdleMs : tuning.idleMs),
        signal,
        onOpen,
        onEvent,
      });
    } finally {
      if (isSteady()) failures = noFailures();
      if (phase === "stream-list") countUnfinished();
    }
  }

  // A proxy between may cut every stream before a large list is through; pages pass it.
  function countUnfinished(): void {
    if (openedAt !== undefined) unfinishedStreams += 1;
    if (unfinishedStreams >= maxUnfinishedStreams) abilities.watchList = false;
  }

  // Whatever was missed is found; and a server that was upgraded meanwhile may know more than it did.
  function startAnew(): void {
    version = undefined;
    abilities.watchList = true;
    abilities.protobuf = true;
  }

  function watched(): Watched<T> {
    return { ...options, abilities: asked };
  }

  async function listInPages(): Promise<void> {
    phase = "list";
    held.mark();
    version = await listPages(watched(), {
      signal,
      onRecord: (record) => held.put(codec.key(record), record),
    });
    complete();
  }

  function complete(): void {
    held.sweep();
    unfinishedStreams = 0;
    listedAt = clock.ticks();
    heardAt = listedAt;
    log.debug("kubernetes.listed", { resource: resource.resource, count: held.values().length });
  }

  function onOpen(): void {
    openedAt = clock.ticks();
    if (phase === "watch") goLive();
  }

  function goLive(): void {
    if (state.state === "broken") log.info("kubernetes.watch-mended", { resource: resource.resource });
    state = { state: "live" };
    heardAt = clock.ticks();
    settled.resolve();
  }

  function onEvent(event: WatchEvent<T>): void {
    if (event.type === "ERROR") throw new WatchError({ ...event, status: event.code });
    apply(event);
    // Versions inside a streamed list come in any order; only its end is a point to go on from.
    if (phase === "stream-list") return;
    version = event.resourceVersion || version;
    heardAt = clock.ticks();
    news = true;
    barrenWatches = 0;
  }

  function apply(event: Exclude<WatchEvent<T>, { type: "ERROR" }>): void {
    if (event.type === "DELETED") held.remove(codec.key(event.record));
    else if (event.type !== "BOOKMARK") held.put(codec.key(event.record), event.record);
    else if (event.initialEventsEnd && phase === "stream-list") {
      complete();
      phase = "watch";
      goLive();
    }
  }

  // The server ends every watch sooner or later; what follows goes on where it ended, without a list.
  async function afterCleanEnd(): Promise<void> {
    if (hasWorked() && hurryOnce()) return;
    countBarren();
    failures.silent += 1;
    await clock.sleep(backoffMs("silent", failures.silent, tuning.random()), signal);
  }

  async function recover(error: unknown): Promise<void> {
    const remedy = remedyFor(error, phase, asked);
    if (remedy.do === "ask-otherwise") {
      abilities[remedy.without] = false;
      log.info("kubernetes.asking-otherwise", { resource: resource.resource, without: remedy.without });
      return;
    }
    if (remedy.do === "resume") countBarren();
    else version = undefined;
    if (mayRetryAtOnce(remedy)) return;
    const { kind } = remedy;
    failures[kind] += 1;
    const waitMs = Math.max(remedy.atLeastMs, backoffMs(kind, failures[kind], tuning.random()));
    if (state.state !== "live" || waitMs > unnoticedMs) await goBroken(error);
    await clock.sleep(waitMs, signal);
  }

  function mayRetryAtOnce({ do: what, atLeastMs }: Exclude<Remedy, { do: "ask-otherwise" }>): boolean {
    if (atLeastMs > 0) return false;
    if (what !== "resume" && clock.ticks() - (listedAt ?? Number.NEGATIVE_INFINITY) < steadyMs) return false;
    return what === "relist-gone" || (hasWorked() && hurryOnce());
  }

  /** True at most once in `hurryEveryMs`. */
  function hurryOnce(): boolean {
    if (clock.ticks() - hurriedAt < hurryEveryMs) return false;
    hurriedAt = clock.ticks();
    return true;
  }

  function hasWorked(): boolean {
    return news || isSteady();
  }

  function isSteady(): boolean {
    return openedAt !== undefined && clock.ticks() - openedAt >= steadyMs;
  }

  function countBarren(): void {
    if (openedAt !== undefined && !news) barrenWatches += 1;
    if (barrenWatches < maxBarrenWatches) return;
    barrenWatches = 0;
    version = undefined;
  }

  async function goBroken(cause: unknown): Promise<void> {
    const since = state.state === "broken" ? state.since : clock.now();
    const error = await explain(cause, signal);
    if (signal.aborted) return;
    if (state.state !== "broken") log.warn("kubernetes.watch-broken", { resource: resource.resource, error });
    state = { state: "broken", since, error };
    settled.resolve();
  }
}

function noFailures(): Record<FailureKind, number> {
  return { silent: 0, answered: 0 };
}
