// A campaign from its beginning to its end, and what comes between.
import { afterEach, expect, test } from "vitest";
import { AlreadySoError, ForbiddenError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import { campaignLock, stagesLock } from "#src/base/lock-names.ts";
import { patienceMs } from "#src/campaign/attend.ts";
import type { Stage } from "#src/campaign/campaign.ts";
import type { PlannedStage } from "#src/campaign/start-stage.ts";
import { day, givenNode, minute, silent } from "../given.ts";
import { ann, bob, cem, givenPlan, switchCall, switchStep } from "../operation/given.ts";
import { givenStage } from "./given.ts";
import { givenSeen, nodes } from "./given-seen.ts";
import { type CampaignWorld, givenCampaigns, plannedOf } from "./world.ts";

const opened: CampaignWorld[] = [];
afterEach(() => {
  for (const world of opened.splice(0)) world.close();
});

async function given(...asked: Parameters<typeof givenCampaigns>) {
  const world = await givenCampaigns(...asked);
  opened.push(world);
  return world;
}

const isAsking = ({ waiting }: { readonly waiting?: { readonly for: string } | undefined }) =>
  waiting?.for === "people";
const isDone = ({ state }: { readonly state: string }) => state === "succeeded";
const unwell = givenSeen({ nodes: [...nodes, givenNode({ name: "w9", conditions: [silent()] })] });

test("stages that stay within the bounds run one after another by themselves", async () => {
  const { begun, until, world, operation, sound } = await given();
  const first = await begun();
  expect(first).toMatchObject({ by: ann.id, approvals: [{ by: bob.id }] });
  const done = await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
  expect(done.records.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  const { votes, campaign, by, line } = await operation(0);
  expect({ votes, campaign, by, line }).toEqual({
    votes: [],
    campaign: done.id,
    by: ann.id,
    line: "node touch w1 --cluster=home",
  });
  expect(await sound()).toMatchObject({ doubled: [], intact: true });
});

test("a stage that asks waits for its own approval, by somebody else than who asked for it all", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" })];
  const { begun, until, approve, world, hand } = await given({ stages });
  await begun();
  const asking = await until(isAsking);
  expect(asking).toMatchObject({ at: 1, state: "waiting" });
  await hand.advance(10 * minute);
  expect(world.calls).toEqual(["w1"]);
  await expect(approve(ann)).rejects.toThrow("somebody else must approve it");
  await approve(cem);
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2"]);
});

test("a stage took as long as it ran, and not as long as people thought about it", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" })];
  const { begun, until, approve, hand } = await given({ stages });
  await begun();
  await until(isAsking);
  await hand.advance(20 * minute);
  await approve(cem);
  const [, { startedAt = 0, endedAt = 0 } = {}] = (await until(isDone)).records;
  expect(endedAt - startedAt).toBeLessThan(minute);
});

test("what a stage would do beyond the bounds asks, and says what that is", async () => {
  const { begun, until, approve, world, operation } = await given({ bounds: { calls: [switchCall("w1")] } });
  await begun();
  await until(isAsking);
  expect(world.calls).toEqual(["w1"]);
  expect((await operation()).plan.warnings).toEqual([
    "Not within what was approved for “Touch all”: It would send PUT /switches/w2.",
  ]);
  await approve();
  await until(({ at }) => at === 2);
  expect(world.calls).toEqual(["w1", "w2"]);
});

test("once those who approved it may not any more, each stage asks", async () => {
  const { begun, until, world, facts, operation } = await given();
  facts.planned = (stage) => ({
    ...plannedOf("switch-on", stage),
    unbacked: "<@U0BOB> is no approver any more.",
  });
  await begun();
  await until(isAsking);
  expect(world.calls).toEqual([]);
  expect((await operation()).plan.warnings[0]).toContain("is no approver any more");
});

test("a stage that is not possible any more asks how to go on, and is tried again or skipped", async () => {
  const { begun, until, decide, facts, world } = await given();
  const plan = facts.planned;
  facts.planned = (stage) =>
    stage.node === "w2" ? new RefusedError("w2 is no node any more.") : plan(stage);
  await begun();
  const asking = await until(isAsking);
  expect(asking.waiting?.words).toContain("w2 is no node any more.");
  await decide("continue");
  expect((await until(isAsking)).at).toBe(1);
  await decide("skip", ann, { reason: "sold" });
  const done = await until(isDone);
  expect(done.ending?.words).toMatch(/^All stages are over, in .*; skipped: Touch w2\.\n/);
  expect(world.calls).toEqual(["w1", "w3"]);
});

test("while the cluster is unwell it waits, and goes on once it is well", async () => {
  const { begun, until, facts, hand, world } = await given();
  facts.seen = unwell;
  await begun();
  const waiting = await until(({ waiting: what }) => what?.words === "w9 is not ready.");
  expect(waiting).toMatchObject({ state: "waiting", waiting: { for: "gate" } });
  await hand.advance(5 * minute);
  expect(world.calls).toEqual([]);
  facts.seen = givenSeen();
  await until(isDone);
});

test("what stays unwell for long asks, and goes on only when somebody says so", async () => {
  const { begun, until, facts, hand, decide, world } = await given();
  facts.seen = unwell;
  await begun();
  await hand.advance(patienceMs + minute);
  expect(await until(isAsking)).toMatchObject({ waiting: { words: "w9 is not ready." } });
  facts.seen = givenSeen();
  await hand.advance(minute);
  expect(world.calls).toEqual([]);
  await decide("continue");
  await until(isDone);
});

test("an approver lets one stage begin whatever stands against it, and not the next", async () => {
  const { begun, until, facts, decide, world } = await given();
  facts.seen = unwell;
  await begun();
  await until(({ waiting }) => waiting?.words === "w9 is not ready.");
  await decide("continue", { ...bob, roles: new Set([...bob.roles, "operator"]) }, { anyway: true });
  await until(({ at, waiting }) => at === 1 && waiting?.words === "w9 is not ready.");
  expect(world.calls).toEqual(["w1"]);
});

test("an API server that is away for minutes is waited for: nobody is asked, and nothing fails", async () => {
  const { begun, until, facts, hand, store } = await given();
  await begun();
  await until(({ at }) => at === 1);
  facts.seen = new UnreachableError("The API server does not answer.");
  await hand.advance(8 * minute);
  facts.seen = givenSeen();
  const done = await until(isDone);
  expect(done.trail.map(({ what }) => what)).not.toContain("asks");
  expect((await store.operations.list({ states: ["failed", "interrupted"] })).length).toBe(0);
});

test.each([
  new UnreachableError("home does not answer."),
  // As an API server does that has just started.
  new ForbiddenError("home does not answer."),
])("a plan that cannot be made for want of an answer is made again: %o", async (trouble) => {
  const { begun, until, facts, hand } = await given();
  const plan = facts.planned;
  facts.planned = () => trouble;
  await begun();
  await until(({ waiting }) => waiting?.words === "home does not answer.");
  await hand.advance(minute);
  facts.planned = plan;
  await until(isDone);
});

test("a stage that fails asks; what resumes it lets the campaign go on", async () => {
  let broken = true;
  const { begun, until, operation, operations, world } = await given({
    step: (it) =>
      switchStep(it, "switch-on", {
        run: async ({ name }) => {
          if (broken && name === "w2") throw new RefusedError("w2 is stuck.");
          it.calls.push(name);
          it.on.add(name);
        },
      }),
  });
  await begun();
  const asking = await until(isAsking);
  expect(asking.waiting?.words).toMatch(/^op-\w+ failed: resume or abandon it\.$/);
  broken = false;
  const { id } = await operation();
  await operations.decide({ decision: "resume", id, person: ann });
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
});

test("what is paused begins nothing, ends what runs, and goes on when it is continued", async () => {
  const { begun, until, decide, hand, world, campaign } = await given();
  await begun();
  await until(({ records }) => records[0]?.state === "running" || records[0]?.state === "done");
  await decide("pause");
  await hand.advance(5 * minute);
  const paused = await campaign();
  expect(paused).toMatchObject({ state: "paused", at: 1 });
  expect(world.calls).toEqual(["w1"]);
  await decide("continue");
  await until(isDone);
});

test("a rest of weeks outlives the process, and others may change the cluster meanwhile", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: { restMs: 21 * day } })];
  const { begun, until, startAgain, hand, world, operations } = await given({ stages });
  await begun();
  const resting = await until(({ waiting }) => waiting?.for === "rest");
  expect(resting.waiting?.until).toBe((resting.records[0]?.endedAt ?? 0) + 21 * day);
  const { id } = await operations.propose({
    ...{ line: "node touch w7", cluster: "home", by: ann.id, where: { channel: "C0OPS" }, reason: undefined },
    plan: givenPlan([{ step: "switch-on", input: { name: "w7" }, title: "T", calls: [switchCall("w7")] }]),
  });
  expect((await operations.decide({ decision: "approve", id, person: bob })).state).toBe("running");
  await hand.advance(minute);
  await startAgain();
  expect(world.calls).toEqual(["w1", "w7"]);
  hand.setBack(-21 * day);
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w7", "w2"]);
});

test("as long as it moves nobody else's change slips in; what is approved meanwhile is next in line", async () => {
  const { begun, until, operations, store, campaign, hand } = await given();
  await begun();
  await until(({ state }) => state === "running");
  const { id } = await operations.propose({
    ...{ line: "node touch w7", cluster: "home", by: ann.id, where: { channel: "C0OPS" }, reason: undefined },
    plan: givenPlan([{ step: "switch-on", input: { name: "w7" }, title: "T", calls: [switchCall("w7")] }]),
  });
  const asked = await operations.decide({ decision: "approve", id, person: bob });
  expect(asked).toMatchObject({ state: "proposed", queued: { by: bob.id } });
  await until(isDone);
  await hand.advance(minute);
  const { startedAt = 0 } = (await store.operations.find(id)) ?? {};
  expect(startedAt).toBeGreaterThan((await campaign()).endedAt ?? Number.POSITIVE_INFINITY);
});

test("it waits for another change that is under way, and begins once that is over", async () => {
  const { begun, until, operations, world, hand } = await given({
    step: (it) =>
      switchStep(it, "switch-on", {
        timeoutMs: 10 * minute,
        done: async ({ name }) => ({
          goal: it.on.has(name) ? "holds" : "open",
          evidence: `${name}`,
        }),
        run: async ({ name }) => {
          it.calls.push(name);
          if (name !== "w7") it.on.add(name);
        },
      }),
  });
  const { id } = await operations.propose({
    ...{ line: "node touch w7", cluster: "home", by: ann.id, where: { channel: "C0OPS" }, reason: undefined },
    plan: givenPlan([{ step: "switch-on", input: { name: "w7" }, title: "T", calls: [switchCall("w7")] }]),
  });
  await operations.decide({ decision: "approve", id, person: bob });
  await hand.advance(1_000);
  await begun();
  expect(await until(({ waiting }) => waiting?.for === "turn")).toMatchObject({ waiting: { behind: id } });
  expect(world.calls).toEqual(["w7"]);
  world.on.add("w7");
  await until(isDone);
});

test("a cluster has one campaign at a time", async () => {
  const world = await given({ stages: [givenStage("w1", { gate: "ask" })] });
  const first = await world.begun();
  await expect(world.campaigns.mustBeFree("home")).rejects.toThrow(first.id);
  await expect(world.campaigns.mustBeFree("work")).resolves.toBeUndefined();
  // Two that were approved at the same time: the step that begins the second fails.
  await world.begun();
  expect(await world.store.campaigns.list({})).toHaveLength(1);
  const [newest] = await world.store.operations.list({ limit: 1 });
  expect(newest).toMatchObject({ state: "failed", ending: { words: expect.stringContaining(first.id) } });
});

test("abandoned in its middle it says what runs where, and gives the cluster back", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" })];
  const { begun, until, decide, operations, operation, world, campaigns } = await given({ stages });
  await begun();
  await until(isAsking);
  await expect(decide("abandon")).rejects.toThrow(/is proposed/);
  const { id } = await operation();
  await operations.decide({ decision: "cancel", id, person: ann });
  const ended = await decide("abandon", ann, { reason: "hunter2hunter2" });
  expect(ended).toMatchObject({ state: "abandoned", ending: { words: "[redacted]\nw1 runs v1.37.2." } });
  await campaigns.mustBeFree("home");
  expect(world.calls).toEqual(["w1"]);
});

test.each<[string, (stage: Stage) => PlannedStage | Error]>([
  ["its next stage asks", (stage) => plannedOf("switch-on", stage)],
  ["its next stage is found done", () => new AlreadySoError("w1 is at 1.37.2 already.")],
])("nothing comes of a plan that was being made when it was abandoned, where %s", async (_what, planned) => {
  const { begun, decide, facts, hand, store, campaign } = await given({
    stages: [givenStage("w1", { gate: "ask" })],
  });
  facts.planned = async (stage) => {
    await decide("abandon");
    return planned(stage);
  };
  await begun();
  await hand.advance(minute);
  expect(await campaign()).toMatchObject({ state: "abandoned", at: 0, records: [{ state: "waiting" }] });
  expect((await campaign()).trail.at(-1)?.what).toBe("abandoned");
  expect(await store.operations.list({ states: ["proposed"] })).toEqual([]);
});

test("what is just beginning is not abandoned, nor what runs then without a campaign", async () => {
  const { begun, until, decide, facts, world, campaign } = await given({ stages: [givenStage("w1")] });
  const tried: Promise<unknown>[] = [];
  facts.meanwhile = async ({ records: [first], state }) => {
    if (first?.operation === undefined || state !== "running" || tried.length > 0) return;
    tried.push(decide("abandon").catch((error: Error) => error.message));
    await tried[0];
  };
  await begun();
  await until(({ state }) => state === "succeeded" || state === "abandoned");
  expect(await tried[0]).toMatch(/^op-\w+, a stage of ca-\w+, is just beginning\.$/);
  expect(await campaign()).toMatchObject({ state: "succeeded" });
  expect(world.calls).toEqual(["w1"]);
});

test("Slack may be away meanwhile: it goes on, and is told once Slack is back", async () => {
  const { begun, until, facts, told, hand, store } = await given();
  await begun();
  facts.isSlackAway = true;
  await until(isDone);
  expect(told).not.toContain("succeeded 3");
  await hand.advance(60 * minute);
  facts.isSlackAway = false;
  await hand.advance(minute);
  expect(told.filter((each) => each === "succeeded 3")).toHaveLength(1);
  expect(await store.campaigns.list({ untold: true })).toEqual([]);
});

test("who decides without the right is written down", async () => {
  const { begun, decide, store } = await given({ stages: [givenStage("w1", { gate: "ask" })] });
  const { id } = await begun();
  await expect(decide("pause", { ...ann, id: "U0EVE", roles: new Set(["viewer"]) })).rejects.toThrow();
  const rows = await Array.fromAsync(store.audit());
  expect(rows.at(-1)).toMatchObject({
    event: "refused",
    by: "U0EVE",
    details: { campaign: id, decision: "pause" },
  });
});

test("the names of its locks are those that other changes take", () => {
  expect([campaignLock("home"), stagesLock("home")]).toEqual(["campaign/home", "stages/home"]);
});
