// What people and machines do while a campaign is under way.
import { afterEach, expect, test } from "vitest";
import { AlreadySoError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import { patienceMs } from "#src/campaign/attend.ts";
import { day, givenNode, minute, silent } from "../given.ts";
import { givenBudget } from "../kubeadm/disruption/given.ts";
import { ann, bob } from "../operation/given.ts";
import { givenStage } from "./given.ts";
import { givenSeen, nodes } from "./given-seen.ts";
import { type CampaignWorld, givenCampaigns } from "./world.ts";

const opened: CampaignWorld[] = [];
afterEach(() => {
  for (const world of opened.splice(0)) world.close();
});

async function given(asked: Parameters<typeof givenCampaigns>[0] = {}) {
  const world = await givenCampaigns(asked);
  opened.push(world);
  return world;
}

const isAsking = ({ waiting }: { readonly waiting?: { readonly for: string } | undefined }) =>
  waiting?.for === "people";
const isDone = ({ state }: { readonly state: string }) => state === "succeeded";

test("a machine that is off for days is asked about, left out by somebody, and waited for no more", async () => {
  const { begun, until, decide, facts, hand, world } = await given();
  const plan = facts.planned;
  facts.planned = (stage) =>
    stage.node === "w2" ? new UnreachableError("w2 does not answer.") : plan(stage);
  await begun();
  await until(({ waiting }) => waiting?.for === "gate" && waiting.words === "w2 does not answer.");
  await hand.advance(patienceMs);
  expect(await until(isAsking)).toMatchObject({ at: 1, waiting: { words: "w2 does not answer." } });
  hand.setBack(-3 * day);
  await hand.advance(minute);
  expect(world.calls).toEqual(["w1"]);
  await decide("skip", undefined, { reason: "It is in a box." });
  // Its node is silent for good.
  facts.seen = givenSeen({ nodes: [...nodes, givenNode({ name: "w2", conditions: [silent()] })] });
  const done = await until(isDone);
  expect(done.off).toEqual(["w2"]);
  expect(done.ending?.words).toContain("skipped: Touch w2.");
  expect(world.calls).toEqual(["w1", "w3"]);
});

test("a version that is withdrawn between two stages stops it with what is missing, and goes on once that is back", async () => {
  const { begun, until, decide, facts, hand, world } = await given();
  const plan = facts.planned;
  const gone = "Packages: no kubeadm 1.37.2 for w2: its repository of 1.37 does not have it.";
  facts.planned = (stage) => (stage.node === "w2" ? new RefusedError(gone) : plan(stage));
  await begun();
  expect((await until(isAsking)).waiting?.words).toContain(gone);
  facts.planned = plan;
  await hand.advance(60 * minute);
  expect(world.calls).toEqual(["w1"]);
  await decide("continue");
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
});

const closed = givenBudget({ expectedPods: 2, desiredHealthy: 2, currentHealthy: 1, disruptionsAllowed: 0 });
test.each([
  [
    "cordons a node",
    givenSeen({ cordons: [{ node: "w1", by: undefined }] }),
    "w1 was cordoned by somebody else meanwhile.",
  ],
  ["changes a budget", givenSeen({ budgets: [closed] }), "wants 2 healthy pods, and 1 are."],
  [
    "adds a node that is not ready yet",
    givenSeen({ nodes: [...nodes, givenNode({ name: "w9", conditions: [silent()] })] }),
    "w9 is not ready.",
  ],
])("where somebody %s meanwhile, it waits for that and goes on by itself", async (_what, seen, words) => {
  const { begun, until, facts, hand, world } = await given();
  await begun();
  await until(({ at }) => at === 1);
  facts.seen = seen;
  await until(({ waiting }) => waiting?.for === "gate" && waiting.words.includes(words));
  const before = [...world.calls];
  await hand.advance(5 * minute);
  expect(world.calls).toEqual(before);
  facts.seen = givenSeen();
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
});

test("what somebody does by hand meanwhile is found done, also where others rest on it", async () => {
  const stages = ["w1", "w2", "w3"].map((name) => givenStage(name, { needed: true }));
  const { begun, until, facts, world } = await given({ stages });
  const plan = facts.planned;
  const words = "w2 is at 1.37.2 already.";
  facts.planned = (stage) => (stage.node === "w2" ? new AlreadySoError(words) : plan(stage));
  await begun();
  const done = await until(isDone);
  expect(world.calls).toEqual(["w1", "w3"]);
  expect(done.records[1]).toMatchObject({ state: "done", words });
  expect(done.ending?.words).toContain("All 3 stages are done");
});

test("who was to be asked before a stage that is found done is asked before the next one", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")];
  const { begun, until, approve, facts, hand, world } = await given({ stages });
  const plan = facts.planned;
  facts.planned = (stage) =>
    stage.node === "w2" ? new AlreadySoError("w2 is at 1.37.2 already.") : plan(stage);
  await begun();
  expect(await until(isAsking)).toMatchObject({ at: 2, records: [{}, { state: "done" }, {}] });
  await hand.advance(minute);
  expect(world.calls).toEqual(["w1"]);
  await approve();
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w3"]);
});

test("where approvers deny the stage that asks, leaving it out does not let the others begin", async () => {
  const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")];
  const { begun, until, decide, operation, operations, hand, world } = await given({ stages });
  await begun();
  await until(isAsking);
  const { id } = await operation();
  await operations.decide({ decision: "deny", id, person: bob, reason: "w1 is slow since" });
  await until(({ waiting }) => waiting?.words === `${id} was denied.`);
  await decide("skip", ann, { reason: "later" });
  await until((campaign) => campaign.at === 2 && isAsking(campaign));
  await hand.advance(minute);
  expect(world.calls).toEqual(["w1"]);
});

test("a node that joins meanwhile is none of its business", async () => {
  const { begun, until, facts, world } = await given();
  await begun();
  facts.seen = givenSeen({ nodes: [...nodes, givenNode({ name: "w9" })] });
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
});
