// What a reflector knows so far: the records, and where its next request goes on.
import type { Abilities } from "../connection/encoding.ts";
import type { WatchEvent } from "../wire/watch-event.ts";
import { createHeld } from "./held.ts";
import { listPages } from "./list.ts";
import type { Phase } from "./remedy.ts";
import type { Watched } from "./watch.ts";

export type Course<T> = {
  readonly records: () => readonly T[];
  readonly phase: () => Phase;
  /** What the current attempt asks for; another reflector may learn meanwhile that the server does not know it. */
  readonly asked: () => Abilities;
  /** Where a watch goes on, after a list in pages where it needs one; undefined asks for the list as a stream. */
  readonly begin: (signal: AbortSignal) => Promise<string | undefined>;
  readonly take: (event: Exclude<WatchEvent<T>, { type: "ERROR" }>) => Taken;
  /** The watch ended. */
  readonly ended: (wasOpened: boolean) => void;
  /** What is held may have a gap. */
  readonly relist: () => void;
  /** Tick of the last whole list. */
  readonly listedAt: () => number;
};

/** `completes` ends a streamed list. */
export type Taken = "belongs to a list" | "completes" | "news";

type Options<T> = Watched<T> & {
  readonly relistMs: number;
  readonly onComplete: () => void;
};

const maxUnfinishedStreams = 2;

export function createCourse<T>(options: Options<T>): Course<T> {
  const { abilities, clock, codec, log, onComplete, relistMs, resource } = options;
  const held = createHeld<T>();
  let phase: Phase = "list";
  let version: string | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  let asked: Abilities = { ...abilities };
  let unfinishedStreams = 0;
  return {
    records: held.values,
    phase: () => phase,
    asked: () => asked,
    begin,
    take,
    ended,
    relist: () => {
      version = undefined;
    },
    listedAt: () => listedAt,
  };

  async function begin(signal: AbortSignal): Promise<string | undefined> {
    if (clock.ticks() - listedAt >= relistMs && listedAt !== Number.NEGATIVE_INFINITY) startAnew();
    asked = { ...abilities, protobuf: abilities.protobuf && codec.fromProtobuf !== undefined };
    if (version === undefined && !asked.watchList) await listInPages(signal);
    phase = version === undefined ? "stream-list" : "watch";
    if (phase === "stream-list") held.mark();
    return version;
  }

  // Whatever was missed is found; and a server that was upgraded meanwhile may know more than it did.
  function startAnew(): void {
    version = undefined;
    abilities.watchList = true;
    abilities.protobuf = true;
  }

  async function listInPages(signal: AbortSignal): Promise<void> {
    phase = "list";
    held.mark();
    version = await listPages(
      { ...options, abilities: asked },
      { signal, onRecord: (record) => held.put(codec.key(record), record) },
    );
    complete();
  }

  function complete(): void {
    held.sweep();
    unfinishedStreams = 0;
    listedAt = clock.ticks();
    log.debug("kubernetes.listed", { resource: resource.resource, count: held.values().length });
    onComplete();
  }

  function take(event: Exclude<WatchEvent<T>, { type: "ERROR" }>): Taken {
    if (event.type === "DELETED") held.remove(codec.key(event.record));
    else if (event.type !== "BOOKMARK") held.put(codec.key(event.record), event.record);
    const completes = phase === "stream-list" && event.type === "BOOKMARK" && event.initialEventsEnd;
    // Versions inside a streamed list come in any order; only its end is a point to go on from.
    if (phase === "stream-list" && !completes) return "belongs to a list";
    version = event.resourceVersion || version;
    if (!completes) return "news";
    complete();
    phase = "watch";
    return "completes";
  }

  // A proxy between may cut every stream before a large list is through; pages pass it.
  function ended(wasOpened: boolean): void {
    if (phase !== "stream-list" || !wasOpened) return;
    unfinishedStreams += 1;
    if (unfinishedStreams >= maxUnfinishedStreams) abilities.watchList = false;
  }
}
