// Watch events and list pages in Kubernetes' protobuf.
import { DecodeError } from "./failure.ts";
import type { Page } from "./list.ts";
import type { Codec, WatchEvent } from "./watch-event.ts";

export function readProtobufEvent<T>(
  _codec: Codec<T>,
  _bytes: Buffer,
  _start: number,
  _end: number,
): WatchEvent<T> | undefined {
  throw new DecodeError("not yet");
}

export function readProtobufPage<T>(_codec: Codec<T>, _body: Buffer): Page<T> {
  throw new DecodeError("not yet");
}
