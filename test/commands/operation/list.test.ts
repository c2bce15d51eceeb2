import { expect, test } from "vitest";
import { givenCluster } from "../../given.ts";
import { givenOperation, givenRunning } from "../../slack/render/given-operation.ts";
import { askOf, rowsOf } from "../ask.ts";

const operations = [
  givenOperation({ expiresAt: Date.parse("2026-11-22T12:12:00Z") }),
  givenRunning({ id: "op-failed" }),
  givenRunning({ id: "op-stuck0", state: "failed" }),
  givenRunning({ id: "op-over00", state: "succeeded" }),
];

test("what waits, runs or was left midway is open; the rest only with --all", async () => {
  const { answer, faults } = await askOf("operation list", [givenCluster()], { operations });
  expect(answer.headline).toBe("1 operation waiting, 1 running, 1 stopped midway");
  expect(rowsOf(answer, 2)).toEqual([
    "op-7k3m9x | waits, 0 of 1, 12 min left",
    "op-failed | running, 0 of 1 steps",
    "op-stuck0 | failed",
  ]);
  expect(faults).toEqual([]);
  const { answer: all } = await askOf("operations --all", [givenCluster()], { operations });
  expect(rowsOf(all, 1)).toContain("op-over00");
});

test("nothing open is said in words", async () => {
  const { answer } = await askOf("operations", [givenCluster()], {});
  expect(answer.headline).toBe("No operation is open");
});
