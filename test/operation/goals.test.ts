// What a step answers when it is asked for its goal, and what the engine makes of it.
import { expect, test } from "vitest";
import { ForbiddenError } from "#src/base/errors.ts";
import type { Goal } from "#src/operation/step.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { minute } from "../given.ts";
import { bob, dan, type Given, givenOperations, switchStep, type World } from "./given.ts";

type Behaviour = NonNullable<Parameters<typeof switchStep>[2]>;

type Due = readonly [fromMs: number, goal: Goal | "forbidden"];

/** Answers what is due after so many milliseconds; the last answer stays. */
function answering(answers: readonly Due[], behaviour: Behaviour = {}) {
  const world: World = { on: new Set(), calls: [] };
  const steps = [
    switchStep(world, "switch-on", {
      run: async ({ name }) => void world.calls.push(name),
      ...behaviour,
      done: async () => {
        const passed = given.hand.now() - begun;
        const goal = answers.findLast(([from]) => from <= passed)?.[1] ?? "open";
        if (goal === "forbidden") throw new ForbiddenError("The API server forbids it.");
        return { goal, evidence: `${goal}, says the unit` };
      },
    }),
  ];
  const given = givenOperations({ world, steps });
  const begun = given.hand.now();
  return { ...given, steps, approved };

  async function approved(): Promise<string> {
    const { id } = await given.propose();
    await given.operations.decide({ decision: "approve", id, person: bob });
    return id;
  }
}

test("what is open when its time is over will do where its step says that it is enough, and says what is missing", async () => {
  const world: World = { on: new Set(), calls: [] };
  const steps = [
    switchStep(world, "switch-on", {
      done: async () => ({ goal: "open", evidence: "2 of 3 are on", enough: "pi-2 did not come back" }),
    }),
  ];
  const { operations, propose, ended } = givenOperations({ world, steps });
  const { id } = await propose();
  await operations.decide({ decision: "approve", id, person: bob });
  expect(await ended(id)).toMatchObject({
    state: "succeeded",
    steps: [{ state: "done", evidence: "2 of 3 are on", caveat: "pi-2 did not come back" }],
  });
});

test("what somebody else is at already is waited for, and not run", async () => {
  const given = answering([
    [0, "underway"],
    [20_000, "holds"],
  ]);
  const operation = await given.ended(await given.approved());
  expect(operation).toMatchObject({
    state: "succeeded",
    steps: [{ state: "done", evidence: "holds, says the unit" }],
  });
  expect(given.world.calls).toEqual([]);
});

test("an API server that has just started, and forbids all of it, is waited for", async () => {
  const given = answering([
    [0, "open"],
    [600, "forbidden"],
    [20_000, "holds"],
  ]);
  expect(await given.ended(await given.approved())).toMatchObject({
    state: "succeeded",
    steps: [{ state: "done", evidence: "holds, says the unit" }],
  });
});

/** Switches on only after so long. */
function forbiddenFor(ms: number) {
  const world: World = { on: new Set(), calls: [] };
  const refusal = new ForbiddenError("cannot cordon w3 on home: Wheelhouse may not (because)", {
    hint: "grant it",
  });
  const step = switchStep(world, "switch-on", {
    timeoutMs: 30_000,
    run: async ({ name }) => {
      if (given.hand.now() - begun < ms) throw refusal;
      world.calls.push(name);
      world.on.add(name);
    },
  });
  const given = givenOperations({ world, steps: [step] });
  const begun = given.hand.now();
  return { ...given, passed: () => given.hand.now() - begun };
}

test("a change that is forbidden for now, as an API server does that has just started, is asked for again", async () => {
  const given = forbiddenFor(50_000);
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(10_000);
  expect(await given.operations.find(id)).toMatchObject({
    steps: [
      {
        evidence:
          "a is off Forbidden for now, and asked for again: cannot cordon w3 on home: Wheelhouse may not (because)",
      },
    ],
  });
  expect(await given.ended(id)).toMatchObject({ state: "succeeded" });
  expect(given.world.calls).toEqual(["a"]);
});

test("what stays forbidden has failed after a minute, and tells what to grant", async () => {
  const given = forbiddenFor(Number.POSITIVE_INFINITY);
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({
    state: "failed",
    ending: {
      words: "Switch a on: cannot cordon w3 on home: Wheelhouse may not (because) grant it",
    },
  });
  expect(given.passed()).toBeGreaterThanOrEqual(60_000);
  expect(given.passed()).toBeLessThan(70_000);
});

test("nobody waits that minute who has asked for a stop", async () => {
  const given = forbiddenFor(Number.POSITIVE_INFINITY);
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(5_000);
  await given.operations.decide({ decision: "stop", id, person: bob });
  expect(await given.ended(id)).toMatchObject({ state: "interrupted" });
  expect(given.passed()).toBeLessThan(15_000);
});

test("a step that repeats is not run again while it is under way", async () => {
  const given = answering(
    [
      [0, "open"],
      [600, "underway"],
      [40_000, "open"],
      [50_000, "holds"],
    ],
    { repeats: true },
  );
  const ended = given.approved();
  const id = await ended;
  await given.hand.advance(30_000);
  const before = given.world.calls.length;
  await given.hand.advance(9_000);
  expect(given.world.calls).toHaveLength(before);
  expect(await given.ended(id)).toMatchObject({ state: "succeeded" });
  expect(given.world.calls.length).toBeGreaterThan(before);
});

test("what is under way for longer than its time is left to a person, not called a failure", async () => {
  const given = answering([
    [0, "open"],
    [600, "underway"],
  ]);
  const operation = await given.ended(await given.approved());
  expect(operation).toMatchObject({
    state: "interrupted",
    ending: {
      words:
        "Switch a on: It is still under way after 60 s, and nobody waits for it any more: underway, says the unit",
    },
  });
});

test("what never will be is not waited for", async () => {
  const given = answering([
    [0, "open"],
    [400, "failed"],
  ]);
  const begun = given.hand.now();
  const operation = await given.ended(await given.approved());
  expect(operation).toMatchObject({
    state: "failed",
    ending: { words: "Switch a on: failed, says the unit" },
  });
  expect(given.hand.now() - begun).toBeLessThan(3_000);
});

test("what never will be is not even run", async () => {
  const given = answering([[0, "failed"]]);
  expect(await given.ended(await given.approved())).toMatchObject({
    state: "failed",
    steps: [{ state: "failed" }],
  });
  expect(given.world.calls).toEqual([]);
});

test("what has failed and can be tried anew is run once more when a person resumes it", async () => {
  const world: World = { on: new Set(), calls: [] };
  let goal: Goal = "open";
  const steps = [
    switchStep(world, "switch-on", {
      retries: true,
      done: async () => ({ goal, evidence: `${goal}, says the unit` }),
      run: async ({ name }) => {
        world.calls.push(name);
        goal = world.calls.length === 1 ? "failed" : "holds";
      },
    }),
  ];
  const { operations, propose, ended } = givenOperations({ world, steps });
  const { id } = await propose();
  await operations.decide({ decision: "approve", id, person: bob });
  expect(await ended(id)).toMatchObject({ state: "failed" });
  expect(world.calls).toEqual(["a"]);

  await operations.decide({ decision: "resume", id, person: dan });
  expect(await ended(id)).toMatchObject({ state: "succeeded" });
  expect(world.calls).toEqual(["a", "a"]);
});

test.each<[string, Goal, string, string]>([
  ["done when it is", "holds", "succeeded", "Its step is done."],
  ["failed when it has", "failed", "failed", "Switch a on: failed, says the unit"],
  [
    "left to a person when it is open again",
    "open",
    "interrupted",
    "Switch a on: Wheelhouse was restarted while this ran, and it may be half done: open, says the unit (before the restart: underway, says the unit)",
  ],
  [
    "left to a person when it takes longer than its time",
    "underway",
    "interrupted",
    "Switch a on: Wheelhouse was restarted while this ran, and it may be half done: It is still under way after 10 minutes, and nobody waits for it any more: underway, says the unit (before the restart: underway, says the unit)",
  ],
])("what is under way is followed over a restart: %s", async (_, last, state, words) => {
  const store = openSqlite(":memory:");
  const world: World = { on: new Set(), calls: [] };
  let goal: Goal = "open";
  const steps = [
    switchStep(world, "switch-on", {
      timeoutMs: 10 * minute,
      done: async () => ({ goal, evidence: `${goal}, says the unit` }),
      run: async ({ name }) => {
        world.calls.push(name);
        goal = "underway";
      },
    }),
  ];
  const given: Given = { world, steps, store };
  const before = givenOperations(given);
  const { id } = await before.propose();
  await before.operations.decide({ decision: "approve", id, person: bob });
  await before.hand.advance(10_000);
  const stopping = before.operations.stop(1_000);
  await before.hand.advance(2_000);
  await stopping;

  const after = givenOperations({ ...given, hand: before.hand });
  await after.operations.start();
  // Longer than a goal that is open is waited for.
  await before.hand.advance(5 * minute);
  expect(await after.operations.find(id)).toMatchObject({
    state: "running",
    steps: [{ evidence: "underway, says the unit" }],
  });
  goal = last;
  await before.hand.advance(11 * minute);
  expect(await after.ended(id)).toMatchObject({ state, ending: { words } });
  expect(world.calls).toEqual(["a"]);
});
