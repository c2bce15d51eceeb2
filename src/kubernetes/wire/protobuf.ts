// Protobuf's wire format, read in place: tags, lengths, numbers and strings out of a Buffer, nothing copied but text.
// https://protobuf.dev/programming-guides/encoding/
import { DecodeError } from "../connection/failure.ts";

/** Where reading stands. Nobody reads beyond the `end` they are given, which never exceeds the bytes. */
export type Cursor = { readonly bytes: Buffer; at: number };

const lengthDelimited = 2;

/** Field number and wire type in one number: `8 * field + 2` for text, bytes and messages, `8 * field` for numbers. */
export function readTag(cursor: Cursor, end: number): number {
  const tag = readNumber(cursor, end);
  if (tag < 8 || tag > 0xffffffff) throw new DecodeError("no protobuf tag");
  return tag;
}

/** An unsigned varint as a number; exact up to 2^53, which no field that we read exceeds. */
export function readNumber(cursor: Cursor, end: number): number {
  const { bytes } = cursor;
  let at = cursor.at;
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 10; count += 1) {
    if (at >= end) throw new DecodeError("a number that is cut off");
    // Within bounds, as just checked.
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      cursor.at = at;
      return value;
    }
    scale *= 128;
  }
  throw new DecodeError("a number without an end");
}

/** An int32 field; negative ones are written as ten bytes. */
export function readInt32(cursor: Cursor, end: number): number {
  const start = cursor.at;
  readNumber(cursor, end);
  let value = 0;
  for (let at = start, shift = 0; at < cursor.at && shift < 32; at += 1, shift += 7) {
    value |= ((cursor.bytes[at] as number) & 0x7f) << shift;
  }
  return value;
}

/** The end of the field that starts here, within its parent's end. */
export function readLength(cursor: Cursor, end: number): number {
  const length = readNumber(cursor, end);
  const fieldEnd = cursor.at + length;
  if (fieldEnd > end) throw new DecodeError("a field that is cut off");
  return fieldEnd;
}

/** A string used once. */
export function readString(cursor: Cursor, end: number): string {
  const start = cursor.at;
  const stop = readLength(cursor, end);
  const from = cursor.at;
  cursor.at = stop;
  return start === stop ? "" : cursor.bytes.toString("utf8", from, stop);
}

export function skip(cursor: Cursor, tag: number, end: number): void {
  switch (tag & 7) {
    case 0:
      readNumber(cursor, end);
      return;
    case lengthDelimited:
      cursor.at = readLength(cursor, end);
      return;
    case 1:
      return advance(cursor, 8, end);
    case 5:
      return advance(cursor, 4, end);
    default:
      throw new DecodeError(`wire type ${tag & 7}`);
  }
}

function advance(cursor: Cursor, bytes: number, end: number): void {
  cursor.at += bytes;
  if (cursor.at > end) throw new DecodeError("a field that is cut off");
}
