import { expect, test } from "vitest";
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import type { Decision } from "#src/campaign/campaign.ts";
import { type Asked, decideCampaign } from "#src/campaign/decide-campaign.ts";
import { now } from "../given.ts";
import { ann, bob, eve, givenOperation, person } from "../operation/given.ts";
import { givenCampaign, givenCourse, givenStage } from "./given.ts";

const asking = givenCampaign({ waiting: { for: "people", words: "Go on?", since: now } });
const schedule = { ...ann, id: "schedule:nightly" as const };

function decide(
  decision: Decision,
  more: Partial<Asked> = {},
  campaign = asking,
  operation: Parameters<typeof decideCampaign>[2]["operation"] = undefined,
) {
  return decideCampaign(campaign, { decision, person: ann, ...more }, { operation, left: "", now });
}

test.each([
  ["pause", {}, "paused"],
  ["continue", {}, "waiting"],
  ["abandon", { reason: "too late" }, "abandoned"],
  ["skip", { reason: "off" }, "waiting"],
] as const)("an operator may %s", (decision, more, state) => {
  const { next, entries } = decide(decision, more);
  expect(next.state).toBe(state);
  expect(entries).toMatchObject([{ by: ann.id }]);
});

test.each(["pause", "continue", "abandon", "skip"] as const)("a viewer may not %s", (decision) => {
  expect(() => decide(decision, { person: eve, reason: "r" })).toThrow(DeniedError);
});

test.each(["pause", "continue", "abandon", "skip"] as const)("an outsider may not %s", (decision) => {
  const outsider = { ...ann, standing: "outsider" } as const;
  expect(() => decide(decision, { person: outsider, reason: "r" })).toThrow(DeniedError);
});

test.each(["continue", "skip"] as const)(
  "only a person may %s: nobody can ask a schedule why",
  (decision) => {
    expect(() => decide(decision, { person: schedule, reason: "r" })).toThrow(DeniedError);
  },
);

test("an approver may pause and abandon, and overrules the gates; an operator does not", () => {
  expect(decide("pause", { person: bob }).next.state).toBe("paused");
  expect(decide("abandon", { person: bob }).next.state).toBe("abandoned");
  const both = person("U0DAN", "operator", "approver");
  expect(decide("continue", { person: both, anyway: true }).next.anyway).toBe(0);
  expect(() => decide("continue", { anyway: true })).toThrow(DeniedError);
});

test("what has ended well and is not told yet is neither done again nor left out", () => {
  const operation = givenOperation({ state: "succeeded" });
  const waiting = {
    ...asking,
    records: asking.records.with(0, { state: "running", operation: operation.id }),
  };
  for (const decision of ["continue", "skip", "abandon"] as const)
    expect(() => decide(decision, { reason: "r" }, waiting, operation)).toThrow(
      "op-000001, a stage of ca-000001, has just ended well.",
    );
});

test("who asked for it overrules no gate, unless nobody else had to approve it", () => {
  const both = person(ann.id, "operator", "approver");
  expect(() => decide("continue", { person: both, anyway: true })).toThrow(DeniedError);
  const alone = asking.approvals.map((vote) => ({ ...vote, by: ann.id }));
  for (const approvals of [alone, []])
    expect(decide("continue", { person: both, anyway: true }, { ...asking, approvals }).next.anyway).toBe(0);
});

test("what runs, waits or was left midway is decided about first", () => {
  for (const state of ["running", "proposed", "failed", "interrupted"] as const) {
    const operation = givenOperation({ state });
    for (const decision of ["continue", "skip", "abandon"] as const)
      expect(() => decide(decision, { reason: "r" }, asking, operation)).toThrow(/op-000001/);
  }
  expect(decide("pause", {}, asking, givenOperation({ state: "running" })).next.state).toBe("paused");
});

test("an operation that came to nothing makes way for another", () => {
  const campaign = {
    ...asking,
    records: asking.records.with(0, { state: "running", operation: "op-000001" }),
  };
  const { next } = decide("continue", {}, campaign, givenOperation({ state: "abandoned" }));
  expect(next.records[0]).toMatchObject({ operation: undefined, before: ["op-000001"] });
});

test("a skipped stage is said why, and its node is known to be off", () => {
  expect(() => decide("skip")).toThrow(UsageError);
  const { next } = decide("skip", { reason: "its fan is dead" });
  expect(next).toMatchObject({
    at: 1,
    off: ["w1"],
    records: [{ state: "skipped", words: "its fan is dead" }, {}, {}],
  });
});

test("a stage that others rest on is not skipped", () => {
  const course = givenCourse({ stages: [givenStage("w1", { needed: true })] });
  expect(() => decide("skip", { reason: "r" }, givenCampaign({ course }))).toThrow(RefusedError);
});

test("who was to be asked before a skipped stage is asked before the next, unless somebody has let it begin", () => {
  const at = givenCampaign({ ...asking, at: 1 });
  const gates = (operation?: Parameters<typeof decide>[3]) =>
    decide("skip", { reason: "r" }, at, operation).next.course.stages.map(({ gate }) => gate);
  expect(gates()).toEqual(["auto", "ask", "ask"]);
  expect(gates(givenOperation({ state: "denied" }))).toEqual(["auto", "ask", "ask"]);
  expect(gates(givenOperation({ state: "abandoned", startedAt: now }))).toEqual(["auto", "ask", "auto"]);
});

test("where the first is left out, the one that asks shows nobody anything yet, so the one after it asks too", () => {
  const names = ["cp1", "w1", "w2", "w3", "w4"];
  const stages = names.map((name) =>
    givenStage(name, name === "cp1" ? { needed: true } : name === "w2" ? { gate: "ask" } : {}),
  );
  const course = givenCourse({ stages });
  const [cp1, ...others] = asking.records
    .slice(0, 1)
    .concat(stages.slice(1).map(() => ({ state: "waiting" })));
  const records = [{ ...cp1, state: "done" as const }, ...others];
  const gatesAfter = (more: Parameters<typeof givenCampaign>[0]) =>
    decide("skip", { reason: "r" }, givenCampaign({ ...asking, course, ...more })).next.course.stages.map(
      ({ gate }) => gate,
    );
  expect(gatesAfter({ records, at: 1 })).toEqual(["auto", "auto", "ask", "ask", "auto"]);
  const shown = records.with(1, { state: "done" }).with(2, { state: "done" });
  expect(gatesAfter({ records: shown, at: 3 })).toEqual(["auto", "auto", "ask", "auto", "auto"]);
});

test("a rest is ended by whoever continues", () => {
  const resting = givenCampaign({ at: 1, waiting: { for: "rest", words: "", since: now, until: now + 1 } });
  expect(decide("continue", {}, resting).next.rested).toBe(1);
});

test("what goes on by itself needs nobody", () => {
  const waiting = givenCampaign({ waiting: { for: "gate", words: "w2 is not ready.", since: now } });
  expect(() => decide("continue", {}, waiting)).toThrow("goes on by itself: w2 is not ready.");
});

test("what has a name and is not there yet may be paused, and nothing else", () => {
  const running = givenCampaign({ state: "running" });
  const named = {
    ...running,
    records: running.records.with(0, { state: "waiting", operation: "op-000001" }),
  };
  for (const decision of ["continue", "skip", "abandon"] as const)
    expect(() =>
      decide(decision, { reason: "r", person: person("U0DAN", "operator", "approver"), anyway: true }, named),
    ).toThrow("op-000001, a stage of ca-000001, is just beginning.");
  expect(decide("pause", {}, named).next.state).toBe("paused");
});

test("what is over is over", () => {
  for (const decision of ["pause", "continue", "skip", "abandon"] as const)
    expect(() => decide(decision, { reason: "r" }, givenCampaign({ state: "succeeded" }))).toThrow(
      RefusedError,
    );
});

test("whoever abandons it leaves word of how the cluster is", () => {
  const asked = { decision: "abandon", person: ann, reason: "enough" } as const;
  const { next } = decideCampaign(asking, asked, { operation: undefined, left: "w1: v1.37.2", now });
  expect(next.ending).toEqual({ by: ann.id, words: "enough\nw1: v1.37.2" });
});
