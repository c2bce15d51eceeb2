import { expect, test } from "vitest";
import { bob, givenOperations } from "./given.ts";

test("what was approved runs, and everything about it is written down", async () => {
  const { operations, world, propose, events, ended } = givenOperations();
  const { id } = await propose(["a", "b"]);
  await operations.decide({ decision: "approve", id, person: bob });
  const operation = await ended(id);
  expect(operation).toMatchObject({ state: "succeeded", steps: [{ state: "done" }, { state: "done" }] });
  expect(world.calls).toEqual(["a", "b"]);
  expect(await events(id)).toEqual([
    "proposed",
    "approved",
    "started",
    "step-started",
    "step-done",
    "step-started",
    "step-done",
    "succeeded",
  ]);
});
