// Cuts a byte stream into the frames of a watch: JSON lines, or protobuf with a 4-byte big-endian length before each.
import { DecodeError } from "../connection/failure.ts";

/** One frame is `bytes[start..end)`; valid only during the call. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void;

/** Feed it chunks as they come. Throws DecodeError when the stream cannot be cut any more. */
export type Splitter = (chunk: Buffer) => void;

// etcd stores at most 1.5 MB per object by default; several times that is no object but a stream gone wrong.
const maxFrameBytes = 32 * 1024 * 1024;

export function splitLines(onFrame: OnFrame): Splitter {
  const rest = createRest();
  return (chunk) => {
    let start = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
      if (rest.size() === 0) onFrame(chunk, start, at);
      else rest.complete(chunk.subarray(start, at), onFrame);
      start = at + 1;
    }
    rest.add(chunk.subarray(start));
  };
}

export function splitLengthPrefixed(onFrame: OnFrame): Splitter {
  const rest = createRest();
  return (chunk) => {
    let at = rest.size() === 0 ? 0 : finishRest(chunk);
    while (at !== -1 && at + 4 <= chunk.length && at + 4 + lengthAt(chunk, at) <= chunk.length) {
      const end = at + 4 + lengthAt(chunk, at);
      onFrame(chunk, at + 4, end);
      at = end;
    }
    if (at !== -1) rest.add(chunk.subarray(at));
  };

  // Where the next frame starts in the chunk, or -1 when even the whole chunk does not finish the one before.
  function finishRest(chunk: Buffer): number {
    const forLength = Math.min(chunk.length, Math.max(0, 4 - rest.size()));
    rest.add(chunk.subarray(0, forLength));
    if (rest.size() < 4) return -1;
    const missing = 4 + lengthAt(rest.bytes(), 0) - rest.size();
    if (forLength + missing > chunk.length) {
      rest.add(chunk.subarray(forLength));
      return -1;
    }
    rest.complete(chunk.subarray(forLength, forLength + missing), (bytes, _start, end) =>
      onFrame(bytes, 4, end),
    );
    return forLength + missing;
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at);
  if (length > maxFrameBytes) throw new DecodeError(`a frame of ${length} bytes`);
  return length;
}

// The beginning of a frame whose end has not arrived yet, in one buffer that is used again and again.
function createRest() {
  let buffer = Buffer.allocUnsafeSlow(64 * 1024);
  let size = 0;
  return { size: () => size, bytes: () => buffer, add, complete };

  function add(bytes: Buffer): void {
    const needed = size + bytes.length;
    if (needed > maxFrameBytes + 4) throw new DecodeError("a frame without an end");
    if (needed > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(needed)));
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    bytes.copy(buffer, size);
    size = needed;
  }

  function complete(bytes: Buffer, onFrame: OnFrame): void {
    add(bytes);
    const end = size;
    size = 0;
    onFrame(buffer, 0, end);
  }
}
