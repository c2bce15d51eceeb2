// Strings out of bytes, made once for as long as others like them keep coming.
import { type Cursor, readLength } from "./protobuf.ts";

// Each place holds the last string that fell on it: a table that cannot grow, and loses nothing but some sharing.
const places = 1 << 13;
const table: string[] = new Array(places).fill("");
const longestShared = 64;

/** For names that many objects repeat (node, namespace, reason), not for unique ones. */
export function readSharedString(cursor: Cursor, end: number): string {
  const stop = readLength(cursor, end);
  const start = cursor.at;
  cursor.at = stop;
  const { bytes } = cursor;
  if (start === stop) return "";
  if (stop - start > longestShared) return bytes.toString("utf8", start, stop);
  const place = hash(bytes, start, stop);
  const known = table[place];
  if (known !== undefined && equals(known, bytes, start, stop)) return known;
  const text = bytes.toString("utf8", start, stop);
  table[place] = text;
  return text;
}

// FNV-1a.
function hash(bytes: Buffer, start: number, stop: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < stop; at += 1) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  return (value ^ (value >>> 15)) & (places - 1);
}

// Only ASCII: beyond it a byte is not a character.
function equals(text: string, bytes: Buffer, start: number, stop: number): boolean {
  if (text.length !== stop - start) return false;
  for (let index = 0; index < text.length; index += 1) {
    const byte = bytes[start + index] as number;
    if (byte >= 0x80 || text.charCodeAt(index) !== byte) return false;
  }
  return true;
}
