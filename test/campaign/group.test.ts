// Stages that run beside one another: they begin together, end each by itself, and one that fails lets the others end first.
import { afterEach, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { minute } from "../given.ts";
import { ann, bob, givenPlan, switchCall, switchStep, type World } from "../operation/given.ts";
import { givenStage } from "./given.ts";
import { type CampaignWorld, givenCampaigns } from "./world.ts";

const stages = [
  givenStage("w1"),
  givenStage("w2", { group: 0 }),
  givenStage("w3", { group: 0 }),
  givenStage("w4"),
];

const opened: CampaignWorld[] = [];
afterEach(() => {
  for (const world of opened.splice(0)) world.close();
});

/** `stuck` fail at once, `slow` end when they are taken out; a test changes both. */
async function given({ calls }: { readonly calls?: readonly string[] } = {}) {
  const stuck = new Set<string>();
  const slow = new Set<string>();
  const world = await givenCampaigns({
    stages,
    ...(calls && { bounds: { calls: calls.map(switchCall) } }),
    step: (it: World) =>
      switchStep(it, "switch-on", {
        timeoutMs: 60 * minute,
        done: async ({ name }) => ({
          goal: it.on.has(name) && !slow.has(name) ? "holds" : "open",
          evidence: name,
        }),
        run: async ({ name }) => {
          if (stuck.has(name)) throw new RefusedError(`${name} is stuck.`);
          it.calls.push(name);
          it.on.add(name);
        },
      }),
  });
  opened.push(world);
  const resume = async (place: number) => {
    const { id } = await world.operation(place);
    await world.operations.decide({ decision: "resume", id, person: ann });
  };
  return { ...world, stuck, slow, resume };
}

const isAsking = ({ waiting }: { readonly waiting?: { readonly for: string } | undefined }) =>
  waiting?.for === "people";
const isDone = ({ state }: { readonly state: string }) => state === "succeeded";

test("a group begins together, and what comes after it waits for all of it", async () => {
  const { begun, until, slow, world, hand, campaign, sound } = await given();
  for (const name of ["w2", "w3"]) slow.add(name);
  await begun();
  await until(({ records }) => records[2]?.state === "running");
  await hand.advance(5 * minute);
  expect(world.calls).toEqual(["w1", "w2", "w3"]);
  slow.delete("w3");
  const half = await until(({ records }) => records[2]?.state === "done");
  expect(half).toMatchObject({ at: 1, state: "running", records: [{}, { state: "running" }, {}, {}] });
  await hand.advance(minute);
  expect((await campaign()).at).toBe(1);
  slow.delete("w2");
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3", "w4"]);
  expect(await sound()).toMatchObject({ doubled: [], intact: true });
});

test.each([
  ["first", "w2", "w3", 1],
  ["second", "w3", "w2", 2],
] as const)(
  "where the %s fails, the other ends first, then somebody is asked",
  async (_which, fails, ends, place) => {
    const { begun, until, stuck, slow, resume, hand, campaign, world, operation } = await given();
    stuck.add(fails);
    slow.add(ends);
    await begun();
    await until(({ records }) => [1, 2].every((at) => records[at]?.state === "running"));
    await hand.advance(5 * minute);
    expect(await campaign()).toMatchObject({ state: "running", at: 1 });
    expect((await operation(place)).state).toBe("failed");
    slow.delete(ends);
    const asking = await until(isAsking);
    expect(asking.at).toBe(place);
    expect(asking.waiting?.words).toContain("failed: resume or abandon it.");
    expect(world.calls).toEqual(["w1", ends]);
    stuck.delete(fails);
    await resume(place);
    await until(isDone);
    expect(world.calls).toEqual(["w1", ends, fails, "w4"]);
  },
);

test("as long as one of them is under way or failed, nobody else changes the cluster and nobody abandons it", async () => {
  const { begun, until, stuck, operations, decide, operation, hand, campaigns } = await given();
  for (const name of ["w2", "w3"]) stuck.add(name);
  await begun();
  await until(isAsking);
  const { id } = await operations.propose({
    ...{ line: "node touch w7", cluster: "home", by: ann.id, where: { channel: "C0OPS" }, reason: undefined },
    plan: givenPlan([{ step: "switch-on", input: { name: "w7" }, title: "T", calls: [switchCall("w7")] }]),
  });
  await expect(operations.decide({ decision: "approve", id, person: bob })).rejects.toThrow(
    "home is busy with ca-",
  );
  const [first, second] = [await operation(1), await operation(2)];
  await operations.decide({ decision: "abandon", id: first.id, person: ann });
  await hand.advance(10_000);
  await expect(decide("abandon")).rejects.toThrow(`${second.id}, a stage of`);
  await operations.decide({ decision: "abandon", id: second.id, person: ann });
  await hand.advance(10_000);
  expect((await decide("abandon")).state).toBe("abandoned");
  await campaigns.mustBeFree("home");
});

test("once all of it is decided about, anybody may change the cluster while it asks how to go on", async () => {
  const { begun, until, stuck, operations, operation } = await given();
  for (const name of ["w2", "w3"]) stuck.add(name);
  await begun();
  await until(isAsking);
  for (const place of [1, 2]) {
    const { id } = await operation(place);
    await operations.decide({ decision: "abandon", id, person: ann });
  }
  const asking = await until(({ waiting }) => waiting?.words.endsWith("was abandoned.") === true);
  expect(asking.records.map(({ state }) => state)).toEqual(["done", "waiting", "waiting", "waiting"]);
  const { id } = await operations.propose({
    ...{ line: "node touch w7", cluster: "home", by: ann.id, where: { channel: "C0OPS" }, reason: undefined },
    plan: givenPlan([{ step: "switch-on", input: { name: "w7" }, title: "T", calls: [switchCall("w7")] }]),
  });
  expect((await operations.decide({ decision: "approve", id, person: bob })).state).toBe("running");
});

test("where one of them would do more than was approved, they go one by one, and that one asks", async () => {
  const { begun, until, approve, world, operation } = await given({ calls: ["w1", "w2", "w4"] });
  await begun();
  const asking = await until(isAsking);
  expect(asking).toMatchObject({ at: 2, records: [{}, { state: "done" }, {}, {}] });
  expect((await operation()).plan.warnings[0]).toContain("It would send PUT /switches/w3.");
  await approve();
  await until(isDone);
  expect(world.calls).toEqual(["w1", "w2", "w3", "w4"]);
});
