// Watch events and list pages in Kubernetes' protobuf: an envelope around the object or the list.
// Field numbers: k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto and pkg/runtime/generated.proto.
import { DecodeError } from "../connection/failure.ts";
import { type Cursor, readLength, readNumber, readString, readTag, skip } from "./protobuf.ts";
import { readSharedString } from "./share-bytes.ts";
import {
  type Codec,
  initialEventsEndAnnotation,
  type Page,
  readError,
  type WatchEvent,
} from "./watch-event.ts";
import type { WireStatus } from "./wire.ts";

/** Undefined for event types of the future. Throws DecodeError. */
export function readProtobufEvent<T>(
  codec: Codec<T>,
  bytes: Buffer,
  start: number,
  end: number,
): WatchEvent<T> | undefined {
  if (codec.fromProtobuf === undefined) throw new DecodeError("protobuf that nobody asked for");
  const { type, object } = readWatchEvent({ bytes, at: start }, end);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED": {
      const { resourceVersion } = readVersion(bytes, object);
      return { type, resourceVersion, record: codec.fromProtobuf(bytes, object.start, object.end) };
    }
    case "BOOKMARK":
      return { type, ...readVersion(bytes, object) };
    case "ERROR":
      return readError(readStatus(bytes, object));
    default:
      return undefined;
  }
}

/** `bytes[start..end)` */
type Range = { readonly start: number; readonly end: number };

const nowhere: Range = { start: 0, end: 0 };

/** A PodList or NodeList. Throws DecodeError. */
export function readProtobufPage<T>({ fromProtobuf }: Codec<T>, bytes: Buffer): Page<T> {
  if (fromProtobuf === undefined) throw new DecodeError("protobuf that nobody asked for");
  const list = readUnknown(bytes, { start: 0, end: bytes.length });
  const cursor: Cursor = { bytes, at: list.start };
  const items: (() => T)[] = [];
  let page = { resourceVersion: "", next: "" };
  while (cursor.at < list.end) {
    const tag = readTag(cursor, list.end);
    if (tag === 8 * 1 + 2) page = readListMeta(cursor, list.end);
    else if (tag === 8 * 2 + 2) {
      const { start, end } = readRange(cursor, list.end);
      items.push(() => fromProtobuf(bytes, start, end));
    } else skip(cursor, tag, list.end);
  }
  return { ...page, items };
}

/** The body of a refusal. Throws DecodeError. */
export function readProtobufStatus(bytes: Buffer): WireStatus {
  return readStatus(bytes, readUnknown(bytes, { start: 0, end: bytes.length }));
}

// WatchEvent: type = 1, object = 2 (RawExtension: raw = 1).
function readWatchEvent(cursor: Cursor, end: number): { type: string; object: Range } {
  let type = "";
  let object = nowhere;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) type = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) object = readField(cursor.bytes, readRange(cursor, end), 8 * 1 + 2);
    else skip(cursor, tag, end);
  }
  return { type, object: readUnknown(cursor.bytes, object) };
}

// The four bytes `k8s\0` before Unknown: raw = 2.
function readUnknown(bytes: Buffer, { start, end }: Range): Range {
  const isEnvelope = end - start >= 4 && bytes.readUInt32BE(start) === 0x6b387300;
  if (!isEnvelope) throw new DecodeError("not Kubernetes' protobuf");
  return readField(bytes, { start: start + 4, end }, 8 * 2 + 2);
}

/** The field of that tag; an empty range where it is absent. */
function readField(bytes: Buffer, { start, end }: Range, wanted: number): Range {
  const cursor: Cursor = { bytes, at: start };
  let found = nowhere;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === wanted) found = readRange(cursor, end);
    else skip(cursor, tag, end);
  }
  return found;
}

function readRange(cursor: Cursor, parentEnd: number): Range {
  const end = readLength(cursor, parentEnd);
  const start = cursor.at;
  cursor.at = end;
  return { start, end };
}

// ListMeta: resourceVersion = 2, continue = 3.
function readListMeta(cursor: Cursor, parentEnd: number): { resourceVersion: string; next: string } {
  const end = readLength(cursor, parentEnd);
  const meta = { resourceVersion: "", next: "" };
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 2 + 2) meta.resourceVersion = readString(cursor, end);
    else if (tag === 8 * 3 + 2) meta.next = readString(cursor, end);
    else skip(cursor, tag, end);
  }
  return meta;
}

type Version = { readonly resourceVersion: string; readonly initialEventsEnd: boolean };

// Of any object, metadata = 1; of ObjectMeta, resourceVersion = 6 and annotations = 12.
function readVersion(bytes: Buffer, object: Range): Version {
  const { start, end } = readField(bytes, object, 8 * 1 + 2);
  const cursor: Cursor = { bytes, at: start };
  let resourceVersion = "";
  let initialEventsEnd = false;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 6 + 2) resourceVersion = readString(cursor, end);
    else if (tag === 8 * 12 + 2) initialEventsEnd ||= isEndAnnotation(bytes, readRange(cursor, end));
    else skip(cursor, tag, end);
  }
  return { resourceVersion, initialEventsEnd };
}

// `true` under the name, as one map entry: compared as text only when the length fits, since every Pod has annotations.
const endEntryBytes = initialEventsEndAnnotation.length + "true".length + 4;

function isEndAnnotation(bytes: Buffer, { start, end }: Range): boolean {
  if (end - start !== endEntryBytes) return false;
  const name = readField(bytes, { start, end }, 8 * 1 + 2);
  const value = readField(bytes, { start, end }, 8 * 2 + 2);
  return (
    bytes.toString("latin1", name.start, name.end) === initialEventsEndAnnotation &&
    bytes.toString("latin1", value.start, value.end) === "true"
  );
}

// Status: message = 3, reason = 4, details = 5, code = 6.
function readStatus(bytes: Buffer, { start, end }: Range): WireStatus {
  const cursor: Cursor = { bytes, at: start };
  let message = "";
  let reason = "";
  let code = 0;
  let retryAfterSeconds = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 3 + 2) message = readString(cursor, end);
    else if (tag === 8 * 4 + 2) reason = readString(cursor, end);
    else if (tag === 8 * 5 + 2) retryAfterSeconds = readRetryAfter(cursor, end);
    else if (tag === 8 * 6) code = readNumber(cursor, end);
    else skip(cursor, tag, end);
  }
  return { message, reason, code, details: { retryAfterSeconds } };
}

// StatusDetails: retryAfterSeconds = 5.
function readRetryAfter(cursor: Cursor, parentEnd: number): number {
  const end = readLength(cursor, parentEnd);
  let seconds = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 5) seconds = readNumber(cursor, end);
    else skip(cursor, tag, end);
  }
  return seconds;
}
