import { expect, test } from "vitest";
import { callsText, wholeText } from "#src/card/exact.ts";
import { givenPlan, givenStep } from "../slack/render/given-operation.ts";

test("a call cannot look like two", () => {
  const forged = givenPlan({ steps: [givenStep({ title: "One", calls: ["GET /a\n2. Two\n   DELETE /b"] })] });
  expect(callsText(forged).split("\n")).toEqual(["1. One", "   GET /a\\u{a}2. Two\\u{a}   DELETE /b"]);
});

test("the only step of a plan is not named twice", () => {
  expect(callsText(givenPlan())).toBe('PATCH /api/v1/nodes/worker1 {"spec":{"unschedulable":true}}');
});

test("a whole plan begins with what runs", () => {
  const plan = givenPlan({ warnings: ["The last replica."] });
  expect(wholeText(plan).split("\n")).toEqual([
    "Cordon worker1, target worker1",
    "",
    "What runs, and nothing else:",
    'PATCH /api/v1/nodes/worker1 {"spec":{"unschedulable":true}}',
    "",
    "Mind:",
    "- The last replica.",
    "",
    "What it does:",
    "- No new pod is scheduled on worker1; its 6 pods stay.",
  ]);
});
