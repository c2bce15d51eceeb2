// Still pictures of one size as one that moves: an animated PNG, as https://www.w3.org/TR/png-3/#apngFrame-based-animation says.
import { crc32 } from "node:zlib";

export type Frame = {
  /** As Chromium takes it. */
  readonly png: Buffer;
  /** How long it stays, milliseconds. */
  readonly ms: number;
};

type Chunk = { readonly type: string; readonly data: Buffer };

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Plays for ever. Throws where a frame differs from the first in size or kind of pixels. */
export function animated(frames: readonly Frame[]): Buffer {
  const read = frames.map(({ png, ms }) => ({ chunks: chunksOf(png), ms }));
  const header = headerOf(read[0]?.chunks ?? []);
  if (read.some(({ chunks }) => !headerOf(chunks).equals(header)))
    throw new Error("the frames are not alike");
  let sequence = 0;
  const shown = read.flatMap(({ chunks, ms }, at) => [
    { type: "fcTL", data: control(header, sequence++, ms) },
    ...chunks
      .filter(({ type }) => type === "IDAT")
      .map((chunk) =>
        at === 0 ? chunk : { type: "fdAT", data: Buffer.concat([numbers(sequence++), chunk.data]) },
      ),
  ]);
  const all: readonly Chunk[] = [
    { type: "IHDR", data: header },
    { type: "acTL", data: numbers(frames.length, 0) },
    ...shown,
    { type: "IEND", data: Buffer.alloc(0) },
  ];
  return Buffer.concat([signature, ...all.map(written)]);
}

export function chunksOf(png: Buffer): readonly Chunk[] {
  const found: Chunk[] = [];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    found.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return found;
}

function headerOf(chunks: readonly Chunk[]): Buffer {
  return chunks.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(0);
}

/** A whole frame, drawn over the one before. */
function control(header: Buffer, sequence: number, ms: number): Buffer {
  const delay = Buffer.alloc(6); // numerator and denominator; nothing is disposed of, nothing is blended
  delay.writeUInt16BE(ms, 0);
  delay.writeUInt16BE(1_000, 2);
  return Buffer.concat([numbers(sequence), header.subarray(0, 8), numbers(0, 0), delay]);
}

function numbers(...all: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * all.length);
  for (const [at, each] of all.entries()) bytes.writeUInt32BE(each, 4 * at);
  return bytes;
}

function written({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([numbers(data.length), named, numbers(crc32(named))]);
}
