// A stage is planned with the rights of now: of whoever asked for the campaign, and of those who approved it.
import { expect, test } from "vitest";
import { DeniedError, RefusedError } from "#src/base/errors.ts";
import { planStage } from "#src/request/plan-stage.ts";
import { givenCampaign, givenStage } from "../campaign/given.ts";
import { now } from "../given.ts";
import { ann, bob, givenBot } from "../given-bot.ts";

const vote = { by: bob, verdict: "approve", role: "approver", at: now } as const;
const campaign = givenCampaign({ by: ann, where: { channel: "C1" }, approvals: [vote] });
const stage = givenStage("worker-1");

test("the line is the cluster's, and its plan the command's own", async () => {
  const { parts } = await givenBot();
  const { line, plan, unbacked } = await planStage(parts, campaign, stage);
  expect(line).toBe("node touch worker-1 --cluster=home");
  expect(plan.title).toBe("Touch worker-1");
  expect(unbacked).toBeUndefined();
});

test("an approver who is none any more backs no further stage", async () => {
  const { parts, people } = await givenBot();
  people.set(bob, { id: bob, standing: "member", groups: [] });
  const { unbacked } = await planStage(parts, campaign, stage);
  expect(unbacked).toBe(`<@${bob}> approved it and is no approver any more.`);
});

test("where more approvals are needed by now than it had, they back no further stage", async () => {
  const { parts } = await givenBot({ approvals: 2 });
  const { unbacked } = await planStage(parts, campaign, stage);
  expect(unbacked).toBe("The campaign takes 2 approvals by now, and has 1.");
});

test.each([
  [true, undefined],
  [false, "The campaign takes 1 approval by now, and has none."],
])("who approved it alone backs it as long as that is allowed: %s", async (solo, said) => {
  const { parts, people } = await givenBot({ solo });
  people.set(ann, { id: ann, standing: "member", groups: ["S0SRE"] });
  const own = { ...vote, by: ann };
  const { unbacked } = await planStage(parts, { ...campaign, approvals: [own] }, stage);
  expect(unbacked).toBe(said);
});

test("who asked for it and may not any more gets no further stage at all", async () => {
  const { parts, people } = await givenBot();
  people.set(ann, { id: ann, standing: "outsider", groups: [] });
  await expect(planStage(parts, campaign, stage)).rejects.toThrow(DeniedError);
});

test("nothing runs where outsiders read along", async () => {
  const { parts } = await givenBot({ audiences: { C1: "shared" } });
  await expect(planStage(parts, campaign, stage)).rejects.toThrow("is shared with people outside");
});

test("a line that means no change any more is refused", async () => {
  const { parts } = await givenBot();
  const query = { ...stage, line: "node list" };
  await expect(planStage(parts, campaign, query)).rejects.toThrow(RefusedError);
});
