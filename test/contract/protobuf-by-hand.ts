// A decoder of its own, so that the simulator's encoder is not judged by its own schema.
import { expect } from "vitest";
import type { Json } from "./connection.ts";

function fields(message: Buffer): readonly { readonly field: number; readonly value: Buffer | number }[] {
  const found: { field: number; value: Buffer | number }[] = [];
  let at = 0;
  function varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at] ?? 0;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  while (at < message.length) {
    const tag = varint();
    if (tag % 8 === 0) {
      found.push({ field: Math.floor(tag / 8), value: varint() });
      continue;
    }
    if (tag % 8 !== 2) throw new Error(`wire type ${tag % 8} at ${at}`);
    const length = varint();
    found.push({ field: Math.floor(tag / 8), value: message.subarray(at, at + length) });
    at += length;
  }
  return found;
}

export function all(message: Buffer, field: number): readonly Buffer[] {
  return fields(message).flatMap((one) =>
    one.field === field && Buffer.isBuffer(one.value) ? [one.value] : [],
  );
}

export function bytes(message: Buffer, ...path: readonly number[]): Buffer {
  return path.reduce((inner, field) => all(inner, field)[0] ?? Buffer.alloc(0), message);
}

export function text(message: Buffer, ...path: readonly number[]): string {
  return bytes(message, ...path).toString();
}

function map(message: Buffer, field: number): Json {
  return Object.fromEntries(all(message, field).map((entry) => [text(entry, 1), text(entry, 2)]));
}

/** "k8s\0" and Unknown{typeMeta=1{apiVersion=1, kind=2}, raw=2}. */
export function unwrap(body: Buffer) {
  expect(body.subarray(0, 4).toString()).toBe("k8s\0");
  const unknown = body.subarray(4);
  return { apiVersion: text(unknown, 1, 1), kind: text(unknown, 1, 2), raw: bytes(unknown, 2) };
}

/** The fields of a pod that Wheelhouse reads and that these pods have. */
export function fromProtobuf(message: Buffer): Json {
  const seconds = fields(bytes(message, 1, 8)).find(({ field }) => field === 1)?.value;
  return {
    name: text(message, 1, 1),
    namespace: text(message, 1, 3),
    uid: text(message, 1, 5),
    resourceVersion: text(message, 1, 6),
    createdAt: Number(seconds) * 1000,
    labels: map(bytes(message, 1), 11),
    annotations: map(bytes(message, 1), 12),
    nodeName: text(message, 2, 10),
    phase: text(message, 3, 1),
    containers: all(bytes(message, 2), 2).map((container) => ({
      name: text(container, 1),
      image: text(container, 2),
      requests: Object.fromEntries(
        all(bytes(container, 8), 2).map((entry) => [text(entry, 1), text(entry, 2, 1)]),
      ),
    })),
  };
}
