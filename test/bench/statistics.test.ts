// What the table says of several runs.
import { expect, test } from "vitest";
import { rowsOf } from "../../bench/overhead.ts";
import { ratioRow } from "../../bench/row.ts";
import { quantile, spreadOf } from "../../bench/statistics.ts";
import { tableOf } from "../../bench/table.ts";

test.each([
  [[3], 0.5, 3],
  [[4, 1], 0.5, 2.5],
  [[30, 10, 20], 0.5, 20],
  [[10, 20, 30, 40, 50], 0.99, 49.6],
])("of %j the quantile %d is %d", (values, q, expected) => {
  expect(quantile(values, q)).toBeCloseTo(expected);
});

test("nothing has no quantile", () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test("a ratio is that of the medians, and scatters as the pairs that ran together", () => {
  const row = ratioRow({ what: "sync", aim: 1.6, ours: [200, 300, 400], peers: [100, 200, 400] });
  expect(row.measured).toEqual({ median: 1.5, least: 1, most: 2 });
});

test("what was timed in the lab is a ratio for each change, of the medians", () => {
  const sample = (what: string, botMs: number, handMs: number) => JSON.stringify({ what, botMs, handMs });
  const text = [
    sample("join", 20, 10),
    sample("upgrade", 5, 5),
    sample("join", 30, 20),
    sample("join", 22, 20),
  ];
  expect(rowsOf(`${text.join("\n")}\n`)).toMatchObject([
    { what: "join, against typing it", aim: 1.1, measured: { median: 1.1, least: 1.1, most: 2 } },
    { what: "upgrade, against typing it", measured: { median: 1 } },
  ]);
  expect(rowsOf("")).toEqual([]);
});

test("a table says what was aimed for and whether it was met", () => {
  const table = tableOf([
    { what: "sync", unit: "x", measured: spreadOf([1.43]), of: "143 ms against 100 ms", aim: 1.6 },
    { what: "memory", unit: "MB", measured: spreadOf([90, 110, 130]), aim: 100 },
    { what: "heap", unit: "bytes", measured: spreadOf([300]) },
  ]);
  const cells = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  expect(cells[0]).toEqual(["", "what", "median", "spread", "of", "aim", "verdict", ""]);
  expect(cells.slice(2)).toEqual([
    ["", "sync", "1.43x", "1.43x to 1.43x", "143 ms against 100 ms", "1.60x", "met", ""],
    ["", "memory", "110 MB", "90 MB to 130 MB", "", "100 MB", "MISSED", ""],
    ["", "heap", "300 bytes", "300 bytes to 300 bytes", "", "", "", ""],
  ]);
  expect(new Set(table.split("\n").map((line) => line.length)).size).toBe(1);
});
