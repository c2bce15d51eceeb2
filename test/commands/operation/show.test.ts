import { expect, test } from "vitest";
import { chain } from "../../chain.ts";
import { givenCluster, now } from "../../given.ts";
import { givenOperation, givenRunning } from "../../slack/render/given-operation.ts";
import { askOf, factOf, linesOf } from "../ask.ts";

test("an operation is told with its steps and its trail", async () => {
  const operation = givenRunning({
    state: "succeeded",
    steps: [{ state: "done", startedAt: now, endedAt: now + 4_000, evidence: "worker1 is unschedulable" }],
  });
  const rows = chain([
    { at: now, event: "proposed", by: "U0ANN", operation: operation.id, details: {} },
    { at: now, event: "proposed", by: "U0ANN", operation: "op-other0", details: {} },
    { at: now + 1_000, event: "succeeded", operation: operation.id, details: { words: "Its step is done." } },
  ]);
  const { answer, faults } = await askOf("operation show op-7k3m9x", [givenCluster()], {
    operations: [operation],
    rows,
  });
  expect(answer.headline).toBe("op-7k3m9x: Cordon worker1 on home is succeeded");
  expect(factOf(answer, "Approvals")).toBe("1 of 1");
  expect(linesOf(answer, "Steps")).toEqual(["Cordon worker1: done in 4 s. worker1 is unschedulable"]);
  expect(answer.parts).toContainEqual({
    kind: "sentences",
    sentences: [
      [{ bold: "Asked by" }, " ", { who: "U0ANN" }, " in ", { channel: operation.where.channel }],
      [{ bold: "Approved by" }, " ✅ ", { who: "U0BOB" }],
    ],
  });
  expect(answer.parts.at(-1)).toEqual({
    kind: "sentences",
    title: "Trail",
    sentences: [
      [{ at: now, day: true }, " ", { who: "U0ANN" }, " ", "proposed"],
      [{ at: now + 1_000, day: true }, " ", "succeeded: Its step is done."],
    ],
  });
  expect(faults).toEqual([]);
});

test("what somebody has to decide about has the card's buttons", async () => {
  const operation = givenOperation();
  const { answer, faults } = await askOf(`operation show ${operation.id}`, [givenCluster()], {
    operations: [operation],
    rows: [],
  });
  expect(answer.buttons?.map(({ label, how }) => [label, how])).toEqual([
    ["Approve", "decide"],
    ["Deny…", "decide"],
    ["Cancel", "decide"],
    ["Refresh", "redraw"],
  ]);
  expect(answer.about).toEqual({ kind: "operation", id: operation.id });
  expect(answer.buttons?.[0]?.confirm?.title).toBe("Approve for worker1?");
  expect(faults).toEqual([]);
});

test("an operation that is not there is named", async () => {
  await expect(askOf("operation show op-nope00", [givenCluster()], {})).rejects.toThrow(
    "no operation op-nope00",
  );
});

test("a stage of a campaign says whose approval it was started under", async () => {
  const operation = givenRunning({ campaign: "ca-7k3m9x", votes: [] });
  const details = { campaign: "ca-7k3m9x", approvedBy: ["U0BOB"] };
  const rows = chain([{ at: now, event: "started", operation: operation.id, details }]);
  const { answer } = await askOf("operation show op-7k3m9x", [givenCluster()], {
    operations: [operation],
    rows,
  });
  expect(factOf(answer, "Campaign")).toBe("ca-7k3m9x");
  expect(answer.parts.at(-1)).toMatchObject({
    sentences: [[{ at: now }, " ", "started under the approval of ca-7k3m9x"]],
  });
});
