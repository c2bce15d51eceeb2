// One watch request, from its first byte to its end, as a sequence of events.
import type { IncomingMessage } from "node:http";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { eachChunkInTime } from "../connection/body.ts";
import { type Abilities, acceptFor, isProtobuf } from "../connection/encoding.ts";
import type { ApiServer } from "../connection/request.ts";
import { type Resource, resourcePath } from "../resources.ts";
import { type OnFrame, splitLengthPrefixed, splitLines } from "../wire/frames.ts";
import { readProtobufEvent } from "../wire/protobuf-event.ts";
import { type Codec, readJsonEvent, type WatchEvent } from "../wire/watch-event.ts";
import type { Pulse } from "./watched.ts";

export type Watched<T> = {
  readonly api: ApiServer;
  readonly resource: Resource;
  readonly codec: Codec<T>;
  /** Of the watch that never rests. */
  readonly pulse?: Pulse;
  readonly abilities: Abilities;
  readonly clock: Clock;
  readonly log: Log;
};

type Options<T> = {
  /** Where to go on; undefined asks for the whole state first (WatchList). */
  readonly from: string | undefined;
  readonly timeoutSeconds: number;
  /** How long the first byte of the answer may take, where it is not as long as usual. */
  readonly answerMs: number | undefined;
  readonly idleMs: () => number;
  readonly signal: AbortSignal;
  /** The server has agreed; events follow. */
  readonly onOpen: () => void;
  /** May throw to end the watch. */
  readonly onEvent: (event: WatchEvent<T>) => void;
};

/** Resolves when the server ends the watch cleanly; rejects with everything else. */
export async function watchOnce<T>(watched: Watched<T>, options: Options<T>): Promise<void> {
  const { api, resource, codec, abilities, clock } = watched;
  const { from, timeoutSeconds, answerMs, idleMs, signal } = options;
  const answer = await api.open(
    resourcePath(
      resource,
      {},
      {
        watch: true,
        allowWatchBookmarks: true,
        timeoutSeconds,
        ...(from === undefined
          ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" }
          : { resourceVersion: from }),
      },
    ),
    { accept: acceptFor(codec, abilities, "watch"), signal, ...(answerMs !== undefined && { answerMs }) },
  );
  options.onOpen();
  await eachChunkInTime(answer, {
    clock,
    idleMs,
    signal,
    onChunk: splitterFor(watched, answer, options.onEvent),
  });
}

function splitterFor<T>(
  { codec, resource, log }: Watched<T>,
  answer: IncomingMessage,
  onEvent: (event: WatchEvent<T>) => void,
): (chunk: Buffer) => void {
  const protobuf = isProtobuf(answer);
  const read = protobuf ? readProtobufEvent : readJsonFrame;
  const onFrame: OnFrame = (bytes, start, end) => {
    const event = readOrSkip(() => read(codec, bytes, start, end));
    if (event !== undefined) onEvent(event);
  };
  return protobuf ? splitLengthPrefixed(onFrame) : splitLines(onFrame);

  // One object that we cannot read must not cost us the others. The periodic list makes up for it.
  function readOrSkip(readEvent: () => WatchEvent<T> | undefined): WatchEvent<T> | undefined {
    try {
      return readEvent();
    } catch (error) {
      log.error("kubernetes.event-skipped", { resource: resource.resource, error });
      return undefined;
    }
  }
}

function readJsonFrame<T>(
  codec: Codec<T>,
  bytes: Buffer,
  start: number,
  end: number,
): WatchEvent<T> | undefined {
  return readJsonEvent(codec, bytes.toString("utf8", start, end));
}
