import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { animated, chunksOf } from "./moving-picture.ts";

const docs = join(import.meta.dirname, "../../docs");
const png = readFileSync(join(docs, "playground.png"));

test("frames follow each other in one sequence, each with its time", () => {
  const chunks = chunksOf(
    animated([
      { png, ms: 1_500 },
      { png, ms: 700 },
    ]),
  );
  const controls = chunks.filter(({ type }) => type === "fcTL").map(({ data }) => data);
  const later = chunks.filter(({ type }) => type === "fdAT").map(({ data }) => data);
  expect(chunks.slice(0, 3).map(({ type }) => type)).toEqual(["IHDR", "acTL", "fcTL"]);
  expect(chunks[1]?.data.readUInt32BE(0)).toBe(2);
  expect(controls.map((data) => data.readUInt16BE(20))).toEqual([1_500, 700]);
  const sequence = [...controls, ...later].map((data) => data.readUInt32BE(0));
  expect(sequence.toSorted((a, b) => a - b)).toEqual(sequence.map((_, at) => at));
  const pixels = chunksOf(png).filter(({ type }) => type === "IDAT");
  expect(Buffer.concat(later.map((data) => data.subarray(4)))).toEqual(
    Buffer.concat(pixels.map(({ data }) => data)),
  );
});

test("frames of different sizes make no picture", () => {
  const other = readFileSync(join(docs, "incident.png"));
  expect(() =>
    animated([
      { png, ms: 1 },
      { png: other, ms: 1 },
    ]),
  ).toThrow("not alike");
});

test("the README's moving picture moves, and is small enough for a phone", () => {
  const path = join(docs, "approval.png");
  expect(chunksOf(readFileSync(path)).filter(({ type }) => type === "fcTL").length).toBeGreaterThan(4);
  expect(statSync(path).size).toBeLessThan(1_500_000);
});
