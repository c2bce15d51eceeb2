// The Home tab is an inbox: what waits for whoever looks, soonest expiry first, and what is wrong.

import { expect, test } from "vitest";
import { actorFrom } from "#src/base/actor.ts";
import type { Access } from "#src/command/authorize.ts";
import { createHome } from "#src/request/home.ts";
import type { HomeEntry, HomeView } from "#src/slack/chat.ts";
import { givenCampaign } from "../campaign/given.ts";
import { ask, wellHome } from "../commands/ask.ts";
import { givenCluster, givenRecord, minute, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { givenIncident } from "../incident/given-incident.ts";
import { givenOperation, givenPlan } from "../slack/render/given-operation.ts";

const access: Access = { viewer: ["*"], operator: ["U0ANN"], approver: ["U0BOB"] };

test("a cluster whose etcd is down is told as its status tells it", async () => {
  const cluster = givenCluster({
    ...wellHome(),
    health: { ready: false, checks: [{ name: "etcd", ok: false }] },
  });
  const { headline, tone } = (await ask("status", cluster)).answer;
  expect(tone).toBe("bad");
  expect((await homeOf("U0ANN", {}, cluster)).clusters).toEqual([{ name: "home", headline, tone }]);
});

test("what waits for an approver comes with the soonest expiry first, with Approve, Deny, its calls and its message", async () => {
  const late = givenOperation({ id: "op-late00", expiresAt: now + 20 * minute });
  const soon = givenOperation({ id: "op-soon00", expiresAt: now + 2 * minute });
  const { toDecide } = await homeOf("U0BOB", { operations: [late, soon] });

  expect(toDecide.map(({ id }) => id)).toEqual(["op-soon00", "op-late00"]);
  expect(linesOf(toDecide[0])).toEqual(["approve op-soon00", "deny op-soon00", "operation calls op-soon00"]);
  expect(toDecide[0]?.link).toBe("https://example.slack.com/op-soon00");
  expect(toDecide[0]?.says).toContainEqual({ who: "U0ANN" });
  expect(toDecide[0]?.says).toContainEqual({ at: now + 2 * minute });
});

test("nobody is asked to decide what they asked for, may not decide, or have already approved", async () => {
  const mine = givenOperation();
  const approved = givenOperation({
    id: "op-voted0",
    approvalsNeeded: 2,
    votes: [{ by: "U0BOB", role: "approver", verdict: "approve", at: now }],
  });
  const running = givenOperation({ id: "op-runs00", state: "running" });
  const operations = [mine, approved, running];

  const ann = await homeOf("U0ANN", { operations });
  expect(ann.toDecide).toEqual([]);
  expect(ann.asked.map(({ id }) => id)).toEqual(["op-7k3m9x", "op-voted0", "op-runs00"]);
  const bob = await homeOf("U0BOB", { operations });
  expect(bob.toDecide.map(({ id }) => id)).toEqual(["op-7k3m9x"]);
  expect(bob.underWay.map(({ id }) => id)).toEqual(["op-voted0", "op-runs00"]);
});

test("nobody is offered a decision that is not theirs, and who asked for it may take it back", async () => {
  const operations = [givenOperation()];
  const ann = await homeOf("U0ANN", { operations });
  expect(ann.asked.map(linesOf)).toEqual([["cancel op-7k3m9x", "operation calls op-7k3m9x"]]);
  const vic = await homeOf("U0VIC", { operations });
  expect(vic.underWay.map(linesOf)).toEqual([["operation calls op-7k3m9x"]]);
});

test("what needs no approval is started by the operator who asked for it", async () => {
  const free = givenOperation({ approvalsNeeded: 0 });
  expect((await homeOf("U0ANN", { operations: [free] })).toDecide).toHaveLength(1);
});

test("who works alone is asked to decide what they asked for", async () => {
  const { toDecide } = await homeOf("U0BOB", { operations: [givenOperation({ by: "U0BOB", solo: true })] });
  expect(toDecide).toHaveLength(1);
});

test("incidents come worst first, and what another explains comes with that one", async () => {
  const { incidents } = await homeOf("U0ANN", {
    incidents: [
      givenIncident({ id: "in-taken0", state: "acknowledged", acknowledged: { by: "U0BOB", at: now } }),
      givenIncident({ id: "in-warned", severity: "warning" }),
      givenIncident({ id: "in-effect", explainedBy: "in-cause0" }),
      givenIncident({ id: "in-cause0" }),
    ],
  });
  expect(incidents.map(({ id }) => id)).toEqual(["in-cause0", "in-warned", "in-taken0"]);
});

test("what an operation or quiet hours silence is not said to be silenced by a person", async () => {
  const by = (id: string, who: string) =>
    givenIncident({ id, state: "silenced", silenced: { by: who, until: "clear", covered: true } });
  const { incidents } = await homeOf("U0ANN", {
    incidents: [by("in-one", "op-7k3m9x"), by("in-two", "U0BOB")],
  });
  expect(incidents.map(({ says }) => says.at(-1))).toEqual(["op-7k3m9x", { who: "U0BOB" }]);
});

test("an open incident says who has it, and one that nobody has can be taken there", async () => {
  const taken = givenIncident({
    id: "in-taken0",
    state: "acknowledged",
    acknowledged: { by: "U0BOB", at: now },
  });
  const { incidents } = await homeOf("U0ANN", { incidents: [givenIncident(), taken] });
  expect(incidents.map(({ says }) => says.slice(2))).toEqual([
    ["nobody has it"],
    [{ who: "U0BOB" }, " has it"],
  ]);
  expect(incidents.map(linesOf)).toEqual([
    ["alert ack in-7k3m9x", "alert show in-7k3m9x"],
    ["alert show in-taken0"],
  ]);
});

test("a campaign that waits for people waits for operators, unless its stage's operation does", async () => {
  const waiting = { for: "people", words: "w2 is not ready.", since: now } as const;
  const stuck = givenCampaign({ waiting });
  const asking = givenCampaign({ id: "ca-asks00", waiting: { ...waiting, operation: "op-7k3m9x" } });
  const campaigns = [stuck, asking];

  const ann = await homeOf("U0ANN", { campaigns });
  expect(ann.toDecide.map(linesOf)).toEqual([
    [
      "campaign continue ca-000001",
      "campaign pause ca-000001",
      "campaign skip ca-000001",
      "campaign show ca-000001",
    ],
  ]);
  expect(ann.asked.map(({ id }) => id)).toEqual(["ca-asks00"]);
  const bob = await homeOf("U0BOB", { campaigns });
  expect(bob.toDecide).toEqual([]);
  expect(bob.underWay.map(({ id }) => id)).toEqual(["ca-000001", "ca-asks00"]);
});

test("a member without a role sees no record, no cluster and no way to run anything", async () => {
  const plan = givenPlan({ title: "Drain a secret" });
  const view = await homeOf(
    "U0VIC",
    { operations: [givenOperation({ plan })], campaigns: [givenCampaign()] },
    undefined,
    {},
  );
  expect(view).toMatchObject({ toDecide: [], asked: [], underWay: [], incidents: [], clusters: [] });
  expect(view.mayRun).toBe(false);
});

async function homeOf(
  by: string,
  record: Parameters<typeof givenRecord>[0],
  cluster = givenCluster(wellHome()),
  roles: Access = access,
): Promise<HomeView> {
  const shown: HomeView[] = [];
  const home = createHome({
    clusters: [cluster],
    ...givenRecord(record),
    access: roles,
    chat: {
      person: async (id) => ({ id: actorFrom(id), standing: "member", groups: [] }),
      linkTo: async ({ id }) => `https://example.slack.com/${id}`,
      showHome: async (_by, view) => void shown.push(view),
    },
    clock: handClock(),
  });
  await home(by);
  const [view] = shown;
  if (!view) throw new Error("nothing was shown");
  return view;
}

function linesOf(entry: HomeEntry | undefined): readonly string[] {
  return (entry?.buttons ?? []).map(({ line }) => line);
}
