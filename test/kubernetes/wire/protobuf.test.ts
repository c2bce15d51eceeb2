// Bytes that are not what they claim to be: the decoder throws its own error, and reads nothing that is not its own.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DecodeError } from "#src/kubernetes/connection/failure.ts";
import { podCodec } from "#src/kubernetes/watch/codecs.ts";
import { decodeNode } from "#src/kubernetes/wire/decode-node.ts";
import { decodePod } from "#src/kubernetes/wire/decode-pod.ts";
import { splitLengthPrefixed } from "#src/kubernetes/wire/frames.ts";
import { readInt32, readNumber } from "#src/kubernetes/wire/protobuf.ts";
import { readProtobufEvent, readProtobufPage } from "#src/kubernetes/wire/protobuf-event.ts";

const page = readFileSync(new URL("../../fixtures/kubernetes/v1.37.2/pods.page3.pb", import.meta.url));

describe("numbers", () => {
  test.each([
    [[0], 0],
    [[0x7f], 127],
    [[0x80, 0x01], 128],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 53 - 1],
  ])("%j is %d", (bytes, value) => {
    expect(readNumber({ bytes: Buffer.from(bytes), at: 0 }, bytes.length)).toBe(value);
  });

  test("a negative int32 takes ten bytes", () => {
    const bytes = Buffer.from("f6ffffffffffffffff01", "hex");
    expect(readInt32({ bytes, at: 0 }, bytes.length)).toBe(-10);
  });

  test.each([[[]], [[0x80]], [new Array(11).fill(0x80)]])("%j is none", (bytes) => {
    expect(() => readNumber({ bytes: Buffer.from(bytes), at: 0 }, bytes.length)).toThrow(DecodeError);
  });
});

describe("malformed bytes", () => {
  test("a page cut anywhere throws", () => {
    for (let length = 0; length < page.length; length += 97) {
      expect(() => readAll(page.subarray(0, length))).toThrow(DecodeError);
    }
  });

  test("a page with any bytes changed gives a page or throws a DecodeError", () => {
    const random = seeded(20_261_122);
    for (let round = 0; round < 1_500; round += 1) {
      const bytes = Buffer.from(page.subarray(0, 6_000 + Math.floor(random() * 6_000)));
      for (let change = 0; change < 4; change += 1)
        bytes[Math.floor(random() * bytes.length)] = random() * 256;
      expectOwnError(() => readAll(bytes));
    }
  });

  test("noise gives nothing or throws a DecodeError", () => {
    const random = seeded(7);
    for (let round = 0; round < 3_000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => random() * 256));
      expectOwnError(() => decodePod(bytes, 0, bytes.length));
      expectOwnError(() => decodeNode(bytes, 0, bytes.length));
      expectOwnError(() => readProtobufEvent(podCodec, bytes, 0, bytes.length));
    }
  });

  test("nothing beyond the object's own bytes is read", () => {
    const object = Buffer.from([8 * 1 + 2, 4, 8 * 1 + 2, 100, 0x61, 0x61]);
    const bytes = Buffer.concat([object, Buffer.alloc(200, "b")]);

    expect(() => decodePod(bytes, 0, object.length)).toThrow(DecodeError);
  });

  test("a frame longer than any object throws", () => {
    const feed = splitLengthPrefixed(() => {});

    expect(() => feed(Buffer.from("HTTP/1.1 502 Bad Gateway"))).toThrow(DecodeError);
  });
});

test("equal owners, labels and requests are held once", () => {
  const pods = readAll(page);
  const again = readAll(page);

  const [owned] = pods.flatMap(({ owner }, index) => (owner === undefined ? [] : [index]));
  expect(owned).toBeDefined();
  expect(again[owned ?? 0]?.owner).toBe(pods[owned ?? 0]?.owner);
  expect(again.map(({ labels }) => labels).every((labels, index) => labels === pods[index]?.labels)).toBe(
    true,
  );
  expect(again.map(({ requests }) => requests).every((each, index) => each === pods[index]?.requests)).toBe(
    true,
  );
});

function readAll(bytes: Buffer) {
  return readProtobufPage(podCodec, bytes).items.map((read) => read());
}

function expectOwnError(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}

// mulberry32
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
