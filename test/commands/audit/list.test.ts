import { expect, test } from "vitest";
import { chain } from "../../chain.ts";
import { givenCluster, now } from "../../given.ts";
import { askOf, rowsOf } from "../ask.ts";

const rows = chain(
  Array.from({ length: 40 }, (_, at) => ({
    at: now + at * 1_000,
    event: at % 2 === 0 ? ("proposed" as const) : ("denied" as const),
    by: "U0ANN",
    operation: `op-${at}`,
    details: at % 2 === 0 ? { line: "node cordon w1" } : { words: "no" },
  })),
);

test("the newest rows come first, as many as were asked for", async () => {
  const { answer, faults } = await askOf("audit list --last 3", [givenCluster()], { rows });
  expect(rowsOf(answer, 3)).toEqual([
    "40 | 2026-11-22 12:00:39 UTC | denied",
    "39 | 2026-11-22 12:00:38 UTC | proposed",
    "38 | 2026-11-22 12:00:37 UTC | denied",
  ]);
  expect(faults).toEqual([]);
});

test("one operation's rows are found wherever they are", async () => {
  const { answer } = await askOf("audit list --operation op-2", [givenCluster()], { rows });
  expect(rowsOf(answer, 1)).toEqual(["3"]);
});
