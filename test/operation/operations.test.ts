import { describe, expect, test } from "vitest";
import { ForbiddenError, RefusedError, StepError, UnreachableError, UsageError } from "#src/base/errors.ts";
import { verifyStored } from "#src/operation/audit.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { hour, minute } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { ann, bob, cem, eve, givenOperations, person, switchStep, type World } from "./given.ts";

const annToo = person(ann.id, "operator", "approver");

test("what was approved runs, and everything about it is written down", async () => {
  const { operations, world, propose, events, ended, store } = givenOperations();
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
  const [first, second] = await Array.fromAsync(store.audit({ operation: id }));
  expect(first).toMatchObject({
    by: ann.id,
    cluster: "home",
    details: { line: "node drain w3", channel: "C0OPS", reason: "kernel update", digest: operation.digest },
  });
  expect(second).toMatchObject({ by: bob.id, details: { role: "approver", digest: operation.digest } });
  expect(await verifyStored(store)).toMatchObject({ intact: true });
});

test("two clicks at once start it once", async () => {
  const { operations, world, propose, ended } = givenOperations();
  const { id } = await propose();
  const clicks = [bob, cem, bob].map((each) => operations.decide({ decision: "approve", id, person: each }));
  const results = await Promise.allSettled(clicks);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const each of results)
    if (each.status === "rejected") expect(each.reason).toBeInstanceOf(RefusedError);
  await ended(id);
  expect(world.calls).toEqual(["a"]);
});

test("an approval and a denial at once: one of them counts", async () => {
  const { operations, propose, ended } = givenOperations();
  const { id } = await propose();
  const results = await Promise.allSettled([
    operations.decide({ decision: "approve", id, person: bob }),
    operations.decide({ decision: "deny", id, person: cem, reason: "no" }),
  ]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(["succeeded", "denied"]).toContain((await ended(id)).state);
});

test("a plan that is out of date is planned anew, and votes for the old one do not count for it", async () => {
  const { operations, plans, propose, store, world, told } = givenOperations({ policy: { change: 2 } });
  const { id, plan } = await propose();
  await operations.decide({ decision: "approve", id, person: bob });
  plans.next = { ...plan, basis: { node: "uid-new" } };
  const stale = await operations.decide({ decision: "approve", id, person: cem });
  expect(stale).toMatchObject({ state: "stale" });
  const fresh = await operations.find(stale.replacedBy ?? "");
  expect(fresh).toMatchObject({
    state: "proposed",
    votes: [],
    by: ann.id,
    plan: { basis: { node: "uid-new" } },
  });
  expect(told.at(-1)?.operation.id).toBe(fresh.id);
  const again = operations.decide({ decision: "approve", id, person: cem });
  await expect(again).rejects.toThrow(`is out of date: ${fresh.id} took its place`);
  expect(await store.operations.list({ states: ["proposed"] })).toHaveLength(1);
  expect(world.calls).toEqual([]);
});

test("a stale approval says what has changed, as a difference", async () => {
  const { operations, plans, propose } = givenOperations();
  const { id, plan } = await propose(["a"], {
    basis: { uid: "1", risks: ["control plane"], version: "v1.36.3" },
  });
  plans.next = { ...plan, basis: { uid: "1", risks: ["last control plane"], version: "v1.37.1" } };
  const stale = await operations.decide({ decision: "approve", id, person: bob });
  expect(stale.ending?.words.split("\n")).toEqual([
    "New: last control plane.",
    "No longer: control plane.",
    "The version of the API server was v1.36.3, and is v1.37.1.",
  ]);
  expect(stale.replacedBy).toBeDefined();
});

test("what has taken the place of the object is not offered: nobody asked for that", async () => {
  const { operations, plans, propose, store } = givenOperations();
  const { id, plan } = await propose(["a"], { target: "shop/db-0", basis: { uid: "old" } });
  plans.next = { ...plan, basis: { uid: "new" } };
  const stale = await operations.decide({ decision: "approve", id, person: bob });
  expect(stale).toMatchObject({
    state: "stale",
    replacedBy: undefined,
    ending: { words: "It was made anew, and only its name is the same." },
  });
  expect(await store.operations.list({})).toHaveLength(1);
});

describe("in line", () => {
  async function inLine() {
    const world = { on: new Set<string>(), calls: [] as string[] };
    const slow = switchStep(world, "switch-on", { run: async ({ name }) => void world.calls.push(name) });
    const given = givenOperations({ world, steps: [slow] });
    await given.operations.start();
    const [first, second] = [await given.propose(["a"]), await given.propose(["b"])];
    await given.operations.decide({ decision: "approve", id: first.id, person: bob });
    await given.operations.decide({ decision: "approve", id: second.id, person: bob });
    return { ...given, first, second, sweep: () => given.hand.advance(6_000) };
  }

  test("it starts by itself once what it waits for is over, and not before", async () => {
    const { world, first, second, sweep, ended, events, operations } = await inLine();
    await sweep();
    expect((await operations.find(second.id)).state).toBe("proposed");
    world.on.add("a").add("b");
    await ended(first.id);
    await sweep();
    expect((await ended(second.id)).state).toBe("succeeded");
    expect(await events(second.id)).toEqual([
      "proposed",
      "approved",
      "queued",
      "started",
      "step-skipped",
      "succeeded",
    ]);
  });

  test("it is planned afresh at that moment, and asks again if that is something else", async () => {
    const { world, plans, first, second, sweep, ended, operations } = await inLine();
    plans.next = { ...second.plan, basis: { node: "another" } };
    world.on.add("a");
    await ended(first.id);
    await sweep();
    expect(await operations.find(second.id)).toMatchObject({
      state: "stale",
      replacedBy: expect.any(String),
    });
    expect(world.calls).toEqual(["a"]);
  });

  test("while what it waits for was left midway it stays, until it expires", async () => {
    const { first, second, hand, ended, operations } = await inLine();
    expect((await ended(first.id)).state).toBe("failed");
    await hand.advance(31 * minute);
    expect(await operations.find(second.id)).toMatchObject({
      state: "expired",
      ending: { words: `${first.id} was not over in time.` },
    });
  });

  test("it can be denied or cancelled, and needs no further approval", async () => {
    const { second, operations } = await inLine();
    const again = operations.decide({ decision: "approve", id: second.id, person: cem });
    await expect(again).rejects.toThrow("is approved, and starts once");
    const cancelled = await operations.decide({ decision: "cancel", id: second.id, person: ann });
    expect(cancelled.state).toBe("cancelled");
  });

  test("a number of approvals that was raised meanwhile is asked for", async () => {
    const needed = { change: 1 };
    const world = { on: new Set<string>(), calls: [] as string[] };
    const slow = switchStep(world, "switch-on", { run: async () => undefined });
    const { operations, propose, hand, ended } = givenOperations({ world, steps: [slow], policy: needed });
    await operations.start();
    const [first, second] = [await propose(["a"]), await propose(["b"])];
    for (const { id } of [first, second]) await operations.decide({ decision: "approve", id, person: bob });
    needed.change = 2;
    world.on.add("a");
    await ended(first.id);
    await hand.advance(6_000);
    expect(await operations.find(second.id)).toMatchObject({ state: "proposed", queued: undefined });
  });
});

test("other words about impact do not make it stale", async () => {
  const { operations, plans, propose, ended } = givenOperations();
  const { id, plan } = await propose();
  plans.next = { ...plan, impact: ["13 pods move."] };
  await operations.decide({ decision: "approve", id, person: bob });
  expect((await ended(id)).state).toBe("succeeded");
});

test("what cannot be done any more is told so, and nothing takes its place", async () => {
  const { operations, plans, propose, store } = givenOperations();
  const { id } = await propose();
  plans.next = new RefusedError("w3 is not a node.");
  const stale = await operations.decide({ decision: "approve", id, person: bob });
  expect(stale).toMatchObject({
    state: "stale",
    replacedBy: undefined,
    ending: { words: "w3 is not a node." },
  });
  expect(await store.operations.list({})).toHaveLength(1);
});

test.each([
  new UnreachableError("the API server of home does not answer"),
  new ForbiddenError("nodes: Wheelhouse may not read it"),
])("while it cannot be planned again nothing is decided: %s", async (trouble) => {
  const { operations, plans, propose } = givenOperations();
  const { id } = await propose();
  plans.next = trouble;
  await expect(operations.decide({ decision: "approve", id, person: bob })).rejects.toThrow(trouble);
  expect(await operations.find(id)).toMatchObject({ state: "proposed", votes: [] });
});

test("what is approved on a busy cluster waits in line, another cluster is free", async () => {
  const world = { on: new Set<string>(), calls: [] as string[] };
  const endless = switchStep(world, "switch-on", { run: async () => undefined });
  const { operations, propose } = givenOperations({ world, steps: [endless] });
  const [first, second, elsewhere] = [
    await propose(["a"]),
    await propose(["b"]),
    await propose(["c"], {}, "work"),
  ];
  await operations.decide({ decision: "approve", id: first.id, person: bob });
  const waiting = await operations.decide({ decision: "approve", id: second.id, person: bob });
  expect(waiting).toMatchObject({ state: "proposed", queued: { by: bob.id, behind: first.id } });
  expect(await operations.decide({ decision: "approve", id: elsewhere.id, person: bob })).toMatchObject({
    state: "running",
  });
});

test("nobody decides in time: it is reminded once at half time, then it expires", async () => {
  const { operations, hand, propose, events } = givenOperations();
  await operations.start();
  const { id } = await propose();
  await hand.advance(16 * minute);
  expect(await events(id)).toEqual(["proposed", "reminded"]);
  await hand.advance(15 * minute);
  expect(await operations.find(id)).toMatchObject({ state: "expired" });
  expect(await events(id)).toEqual(["proposed", "reminded", "expired"]);
});

test("a click that comes too late is told so, with no timer's help", async () => {
  const { operations, hand, propose, world } = givenOperations();
  const { id } = await propose();
  await hand.advance(30 * minute);
  const late = operations.decide({ decision: "approve", id, person: bob });
  await expect(late).rejects.toThrow("has expired");
  expect(await operations.find(id)).toMatchObject({ state: "expired" });
  expect(world.calls).toEqual([]);
});

test("what became due while the bot was away is seen to at its start, and a reminder is not repeated", async () => {
  const store = openSqlite(":memory:");
  const before = givenOperations({ store });
  await before.operations.start();
  const { id } = await before.propose();
  await before.hand.advance(16 * minute);
  await before.operations.stop(0);
  const after = givenOperations({ store, hand: before.hand });
  await after.operations.start();
  await before.hand.advance(minute);
  expect(await after.events(id)).toEqual(["proposed", "reminded"]);
  await after.operations.stop(0);
  await before.hand.advance(60 * minute);
  const late = givenOperations({ store, hand: before.hand });
  await late.operations.start();
  expect(await late.operations.find(id)).toMatchObject({ state: "expired" });
});

test("alone, it starts after a pause", async () => {
  const { operations, hand, propose, ended, world } = givenOperations({ policy: { solo: true } });
  const { id } = await propose();
  const waiting = await operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
  expect(waiting).toMatchObject({ state: "proposed" });
  await hand.advance(9_000);
  expect(world.calls).toEqual([]);
  await hand.advance(1_000);
  expect((await ended(id)).state).toBe("succeeded");
  expect(world.calls).toEqual(["a"]);
});

test("what is cancelled in the pause does not start", async () => {
  const { operations, hand, propose, world } = givenOperations({ policy: { solo: true } });
  await operations.start();
  const { id } = await propose();
  await operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
  await hand.advance(9_000);
  await operations.decide({ decision: "cancel", id, person: annToo });
  await hand.advance(minute);
  expect(await operations.find(id)).toMatchObject({ state: "cancelled" });
  expect(world.calls).toEqual([]);
});

test("a pause that began while being alone was allowed does not start once it is not", async () => {
  const rules = { solo: true };
  const { operations, hand, propose, world } = givenOperations({ policy: rules });
  const { id } = await propose();
  await operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
  rules.solo = false;
  await hand.advance(10_000);
  expect(await operations.find(id)).toMatchObject({ state: "expired" });
  expect(world.calls).toEqual([]);
});

test.each([2 * hour, -2 * hour])(
  "a pause lasts as long as it was, though the clock is set back by %i ms meanwhile",
  async (ms) => {
    const { operations, hand, propose, world } = givenOperations({ policy: { solo: true } });
    await operations.start();
    const { id } = await propose();
    await operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
    hand.setBack(ms);
    await hand.advance(9_000);
    expect(world.calls).toEqual([]);
    await hand.advance(1_000);
    expect(await operations.find(id)).toMatchObject({ state: "succeeded" });
  },
);

test.each([10 * minute, -10 * minute])(
  "a replica whose clock is %i ms behind neither starts nor ends another's pause",
  async (ms) => {
    const store = openSqlite(":memory:");
    const one = givenOperations({ store, policy: { solo: true } });
    const { id } = await one.propose();
    const other = givenOperations({ store, hand: handClock(one.hand.now() - ms), policy: { solo: true } });
    await one.operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
    await other.operations.start();
    await other.hand.advance(minute);
    expect(await one.operations.find(id)).toMatchObject({ state: "proposed" });
    await one.hand.advance(10_000);
    expect(await one.operations.find(id)).toMatchObject({ state: "succeeded" });
    expect(other.world.calls).toEqual([]);
  },
);

test("a replica whose clock is ten minutes behind leaves a proposal alone", async () => {
  const { operations, hand, propose } = givenOperations();
  const { id } = await propose();
  hand.setBack(10 * 60_000);
  await operations.start();
  expect(await operations.find(id)).toMatchObject({ state: "proposed" });
});

test("a proposal does not outlive its time because the clock was set back", async () => {
  const { operations, hand, propose, world } = givenOperations();
  const [clicked, left] = [await propose(), await propose()];
  hand.setBack(2 * hour);
  const late = operations.decide({ decision: "approve", id: clicked.id, person: bob });
  await expect(late).rejects.toThrow("has expired: The clock was set back since.");
  await operations.start();
  expect(await operations.find(left.id)).toMatchObject({ state: "expired" });
  expect(world.calls).toEqual([]);
});

test("what changed during the pause does not start", async () => {
  const { operations, hand, propose, world, plans } = givenOperations({ policy: { solo: true } });
  const { id, plan } = await propose();
  await operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
  plans.next = { ...plan, basis: { node: "uid-new" } };
  await hand.advance(10_000);
  expect(await operations.find(id)).toMatchObject({ state: "stale" });
  expect(world.calls).toEqual([]);
});

test.each([
  [20_000, "succeeded"],
  [5 * minute, "expired"],
])(
  "a restart in the pause that takes %i ms leaves it %s, and nobody's pause is shorter",
  async (ms, state) => {
    const store = openSqlite(":memory:");
    const before = givenOperations({ store, policy: { solo: true } });
    const { id } = await before.propose();
    await before.operations.decide({ decision: "approve", id, person: annToo, typed: "w3" });
    await before.operations.stop(0);
    await before.hand.advance(ms);
    const after = givenOperations({ store, hand: before.hand, policy: { solo: true } });
    await after.operations.start();
    await after.hand.advance(9_000);
    expect(await after.operations.find(id)).toMatchObject({ state: "proposed" });
    await after.hand.advance(2 * minute);
    expect((await after.ended(id)).state).toBe(state);
  },
);

test("an attempt without the right is written down, a mistake is not", async () => {
  const { operations, propose, store } = givenOperations();
  const { id } = await propose();
  await expect(operations.decide({ decision: "approve", id, person: eve })).rejects.toThrow("approver");
  await expect(operations.decide({ decision: "deny", id, person: bob })).rejects.toThrow(UsageError);
  const rows = await Array.fromAsync(store.audit({ operation: id }));
  expect(rows.map(({ event, by }) => [event, by])).toEqual([
    ["proposed", ann.id],
    ["refused", eve.id],
  ]);
});

test("an operation that nobody knows is a mistake", async () => {
  const { operations } = givenOperations();
  await expect(operations.decide({ decision: "approve", id: "op-nope00", person: bob })).rejects.toThrow(
    UsageError,
  );
});

test("a secret in a line or in a plan is refused, and in a reason it is taken out", async () => {
  const { operations, store } = givenOperations();
  const plan = (await givenOperations().propose()).plan;
  const asked = {
    line: "node drain w3",
    cluster: "home",
    by: ann.id,
    where: { channel: "C0OPS" },
    reason: undefined,
    plan,
  };
  await expect(operations.propose({ ...asked, line: "token revoke hunter2hunter2" })).rejects.toThrow(
    RefusedError,
  );
  const [step] = plan.steps;
  const leaking = { ...plan, steps: [{ step: "", title: "", ...step, calls: ["POST hunter2hunter2"] }] };
  await expect(operations.propose({ ...asked, plan: leaking as never })).rejects.toThrow(RefusedError);
  await operations.propose({
    ...asked,
    reason: "it is hunter2hunter2",
    plan: { ...plan, impact: ["hunter2hunter2"] },
  });
  const kept = JSON.stringify([await store.operations.list({}), await Array.fromAsync(store.audit())]);
  expect(kept).toContain("it is [redacted]");
  expect(kept).not.toContain("hunter2");
});

test("whoever could not be told of the end is told after the restart, once", async () => {
  const store = openSqlite(":memory:");
  const before = givenOperations({ store, changed: () => Promise.reject(new Error("Slack is away")) });
  const { id } = await before.propose();
  await before.operations.decide({ decision: "deny", id, person: bob, reason: "no" });
  const after = givenOperations({ store });
  await after.operations.start();
  expect(after.told.map(({ operation }) => operation.state)).toEqual(["denied"]);
  const last = givenOperations({ store });
  await last.operations.start();
  expect(last.told).toEqual([]);
});

test.each(["failed", "succeeded"])(
  "whoever could not be told that it has %s is told a minute later, also of the second time",
  async (state) => {
    const world: World = { on: new Set(), calls: [] };
    const told: string[] = [];
    let isDown = false;
    const run = async () => {
      if (state === "failed") throw new StepError("no room");
      world.on.add("a");
    };
    const { operations, propose, ended, hand } = givenOperations({
      world,
      steps: [switchStep(world, "switch-on", { run })],
      changed: async (operation) => {
        if (operation.state === state && isDown) throw new Error("the database is away");
        told.push(operation.state);
      },
    });
    await operations.start();
    const { id } = await propose();
    const decide = [
      () => operations.decide({ decision: "approve", id, person: bob }),
      () => operations.decide({ decision: "resume", id, person: ann }),
    ];
    for (const start of state === "failed" ? decide : decide.slice(0, 1)) {
      isDown = true;
      await start();
      await ended(id);
      await hand.settle();
      told.length = 0;
      isDown = false;
      await hand.advance(5 * minute);
      expect(told).toEqual([state]);
    }
    await operations.stop(0);
  },
);

test("a proposal that could not be shown is shown a minute later, and then left alone", async () => {
  const told: string[] = [];
  let isDown = true;
  const { operations, propose, hand } = givenOperations({
    changed: async (operation) => {
      if (isDown) throw new Error("the database is away");
      told.push(operation.state);
    },
  });
  await operations.start();
  await propose();
  expect(told).toEqual([]);
  isDown = false;
  await hand.advance(5 * minute);
  expect(told).toEqual(["proposed"]);
  await operations.stop(0);
});

test("while the bot stops nothing is decided", async () => {
  const { operations, propose } = givenOperations();
  const { id } = await propose();
  await operations.stop(0);
  await expect(operations.decide({ decision: "approve", id, person: bob })).rejects.toThrow("restarted");
});
