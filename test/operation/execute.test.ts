import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { RefusedError, StepError, UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { headlineOf } from "#src/card/operation-words.ts";
import type { Operation } from "#src/operation/operation.ts";
import { goal } from "#src/operation/step.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { hour, minute, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { ann, bob, dan, type Given, givenOperations, switchCall, switchStep, type World } from "./given.ts";

type Behaviour = NonNullable<Parameters<typeof switchStep>[2]>;

/** Approves a plan of one or more such steps and runs it to its end. */
async function ran(behave: (world: World) => Behaviour, names: readonly string[] = ["a"], more: Given = {}) {
  const given = begun(behave, more);
  const { id } = await given.propose(names);
  await given.operations.decide({ decision: "approve", id, person: bob });
  return { ...given, id, operation: await given.ended(id) };
}

function begun(behave: (world: World) => Behaviour, more: Given = {}) {
  const world: World = more.world ?? { on: new Set(), calls: [] };
  return givenOperations({ ...more, world, steps: [switchStep(world, "switch-on", behave(world))] });
}

const dead = () => Promise.reject(new UnreachableError("the API server of home does not answer"));

test("what is done already is not run", async () => {
  const world: World = { on: new Set(["a"]), calls: [] };
  const { operation } = await ran(() => ({}), ["a"], { world });
  expect(operation).toMatchObject({ state: "succeeded", steps: [{ state: "skipped", evidence: "a is on" }] });
  expect(world.calls).toEqual([]);
});

test("what is not so yet although a goal holds is kept, also where it was found done already", async () => {
  const caveat = "its successor web-2 is not ready yet";
  const done = async () => ({ goal: "holds" as const, evidence: "it is gone", caveat });
  const { operation } = await ran(() => ({ done }));
  expect(operation).toMatchObject({ state: "succeeded", steps: [{ state: "skipped", caveat }] });
  let isGone = false;
  const later = await ran(() => ({
    done: async () => (isGone ? done() : { goal: "open", evidence: "it is there" }),
    run: async () => {
      isGone = true;
    },
  }));
  expect(later.operation.steps).toMatchObject([{ state: "done", caveat }]);
  expect(headlineOf(later.operation)).toBe(`Drain w3 on home is done; ${caveat}`);
});

test("a goal that takes its time is waited for, and its progress is kept", async () => {
  let asked = 0;
  const evidence: (string | undefined)[] = [];
  const { operation, world } = await ran(
    () => ({ done: async () => ({ goal: goal(++asked > 4), evidence: `${asked} of 4 pods moved` }) }),
    ["a"],
    { changed: (each) => void evidence.push(each.steps[0]?.evidence) },
  );
  expect(operation.state).toBe("succeeded");
  expect(evidence).toEqual(
    expect.arrayContaining(["2 of 4 pods moved", "3 of 4 pods moved", "4 of 4 pods moved"]),
  );
  expect(world.calls).toEqual(["a"]);
});

test("a goal that does not come about in its time fails the operation, and keeps the lock", async () => {
  const { operation, operations, propose, world } = await ran((mine) => ({
    run: async () => void mine.calls.push("a"),
  }));
  expect(operation).toMatchObject({ state: "failed", steps: [{ state: "failed" }] });
  expect(operation.ending?.words).toBe("Switch a on: It did not get there within 60 s: a is off");
  expect(world.calls).toEqual(["a"]);
  const other = await propose(["b"]);
  const late = operations.decide({ decision: "approve", id: other.id, person: bob });
  await expect(late).rejects.toThrow(
    `home is busy with ${operation.id} (Drain w3 on home), which is failed.`,
  );
});

test.each([
  [
    new StepError("db-0 has a local volume.", { hint: "node drain w3 --force" }),
    "db-0 has a local volume. node drain w3 --force",
  ],
  [new RefusedError("the API server refused: forbidden"), "the API server refused: forbidden"],
])("%s ends it with its words", async (error, words) => {
  const { operation } = await ran(() => ({ run: () => Promise.reject(error) }), ["a", "b"]);
  expect(operation).toMatchObject({ state: "failed", ending: { words: `Switch a on: ${words}` } });
  expect(operation.steps[1]).toMatchObject({ state: "waiting" });
});

test("a bug of ours is told by its reference only", async () => {
  const logged: unknown[] = [];
  const log = { ...silentLog, error: (...fields: unknown[]) => void logged.push(fields) };
  const { operation } = await ran(
    () => ({ run: () => Promise.reject(new TypeError("x is undefined")) }),
    ["a"],
    { log },
  );
  expect(operation.ending?.words).toMatch(
    /^Switch a on: That is a bug in Wheelhouse\. .* under [0-9a-f]{8}\.$/,
  );
  expect(JSON.stringify(logged)).toContain(String(operation.ending?.words).slice(-9, -1));
});

test("while nobody answers it is asked again, and then goes on", async () => {
  let asked = 0;
  const { operation, world } = await ran((mine) => ({
    done: async () => (++asked < 5 ? dead() : { goal: goal(mine.on.has("a")), evidence: "" }),
  }));
  expect(operation.state).toBe("succeeded");
  expect(world.calls).toEqual(["a"]);
});

test("when nobody answers until the time is over, nothing was run and a person is asked", async () => {
  const { operation, world } = await ran(() => ({ done: dead }));
  expect(operation).toMatchObject({ state: "interrupted" });
  expect(operation.ending?.words).toContain("Nothing of it was run");
  expect(world.calls).toEqual([]);
});

test("a call that got no answer is not made again: its effect shows whether it arrived", async () => {
  const { operation, world } = await ran((mine) => ({
    run: async ({ name }) => {
      mine.calls.push(name);
      mine.on.add(name);
      return dead();
    },
  }));
  expect(operation.state).toBe("succeeded");
  expect(world.calls).toEqual(["a"]);
});

test("a call that got no answer and shows no effect is for a person", async () => {
  const { operation, world } = await ran((mine) => ({
    run: async ({ name }) => {
      mine.calls.push(name);
      return dead();
    },
  }));
  expect(operation.state).toBe("interrupted");
  expect(operation.ending?.words).toContain("Nobody knows whether the call arrived");
  expect(world.calls).toEqual(["a"]);
});

test("a call that never returns is not waited for for ever", async () => {
  const { operation } = await ran(() => ({ run: () => new Promise<never>(() => undefined) }));
  expect(operation.state).toBe("interrupted");
});

test("a step that repeats is run again until its goal holds", async () => {
  const { operation, world } = await ran((mine) => ({
    repeats: true,
    run: async ({ name }) => {
      mine.calls.push(name);
      if (mine.calls.length === 3) mine.on.add(name);
    },
  }));
  expect(operation.state).toBe("succeeded");
  expect(world.calls).toHaveLength(3);
});

test("a stop is heard before the next step, and resuming goes on from there", async () => {
  const given = begun((mine) => ({
    run: async ({ name }) => {
      mine.calls.push(name);
      mine.on.add(name);
      if (name === "a") await given.operations.decide({ decision: "stop", id, person: dan });
    },
  }));
  const { id } = await given.propose(["a", "b"]);
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({
    state: "interrupted",
    steps: [{ state: "done" }, { state: "waiting" }],
    ending: { words: "Stopped by <@U0DAN> before “Switch b on”." },
  });
  await given.operations.decide({ decision: "resume", id, person: ann });
  expect(await given.ended(id)).toMatchObject({ state: "succeeded" });
  expect(given.world.calls).toEqual(["a", "b"]);
});

test("a stop is heard between the runs of a step that repeats", async () => {
  const given = begun((mine) => ({
    repeats: true,
    run: async ({ name }) => {
      mine.calls.push(name);
      if (mine.calls.length === 2) await given.operations.decide({ decision: "stop", id, person: dan });
    },
  }));
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({
    state: "interrupted",
    ending: { words: "Switch a on: Stopped by <@U0DAN>. a is off" },
  });
  expect(given.world.calls).toHaveLength(2);
});

test("a step that is whole or nothing gets to its end before a stop is heard", async () => {
  const given = begun((mine) => ({
    repeats: true,
    whole: true,
    run: async ({ name }) => {
      mine.calls.push(name);
      if (mine.calls.length === 1) await given.operations.decide({ decision: "stop", id, person: dan });
      if (mine.calls.length === 3) mine.on.add(name);
    },
  }));
  const { id } = await given.propose(["a", "b"]);
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({
    state: "interrupted",
    steps: [{ state: "done" }, { state: "waiting" }],
    ending: { words: "Stopped by <@U0DAN> before “Switch b on”." },
  });
  expect(given.world.calls).toEqual(["a", "a", "a"]);
});

test.each<[string, Behaviour]>([
  ["failed", { run: () => Promise.reject(new StepError("no room")) }],
  ["did not get there in its time", { run: async () => undefined }],
  ["was lost", { run: dead }],
])("what a step that %s leaves half done is told with the end", async (_how, behaviour) => {
  const { operation } = await ran(() => ({
    ...behaviour,
    leaves: async ({ name }) => `${name} is half on: turn it by hand.`,
  }));
  expect(operation.ending?.words).toMatch(/^Switch a on: .*\na is half on: turn it by hand\.$/s);
  expect(operation.steps[0]?.evidence).not.toContain("half on");
});

test("a failure of many words does not take their place", async () => {
  const { operation } = await ran(() => ({
    run: () => Promise.reject(new StepError(`no room ${"x".repeat(5_000)} on w3`)),
    leaves: async () => "a is half on.",
  }));
  expect(operation.ending?.words).toMatch(/^Switch a on: no room x.*x on w3\na is half on\.$/s);
  expect(operation.ending?.words.length).toBeLessThan(1_200);
});

test("a stop tells what the steps before it leave, and those that have not begun are not asked", async () => {
  const given = begun((mine) => ({
    run: async ({ name }) => {
      mine.on.add(name);
      await given.operations.decide({ decision: "stop", id, person: dan });
    },
    leaves: async ({ name }) => `${name} alone is on.`,
  }));
  const { id } = await given.propose(["a", "b"]);
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect((await given.ended(id)).ending?.words).toBe(
    "Stopped by <@U0DAN> before “Switch b on”.\na alone is on.",
  );
});

test("what succeeded leaves nothing", async () => {
  const { operation } = await ran(() => ({ leaves: async () => "half done" }));
  expect(operation).toMatchObject({ state: "succeeded", ending: { words: "Its step is done." } });
});

test("that it could not be read is told too", async () => {
  const { operation } = await ran(() => ({
    run: () => Promise.reject(new StepError("no room")),
    leaves: dead,
  }));
  expect(operation.ending?.words).toBe(
    "Switch a on: no room\nWhether “Switch a on” has left something half done could not be read: the API server of home does not answer",
  );
});

test("after a restart it is told what the step under way has left", async () => {
  const world: World = { on: new Set(), calls: [] };
  const hand = handClock();
  const file = join(mkdtempSync(join(tmpdir(), "wheelhouse-")), "left.db");
  const behave = (): Behaviour => ({
    run: () => new Promise(() => undefined),
    leaves: async ({ name }) => `${name} is half on.`,
  });
  const dying = begun(behave, { world, hand, store: openSqlite(file) });
  const { id } = await dying.propose();
  await dying.operations.decide({ decision: "approve", id, person: bob });
  await hand.advance(1_000);
  const stopping = dying.operations.stop(1_000);
  await hand.advance(2_000);
  await stopping;
  const next = begun(behave, { world, hand, store: openSqlite(file) });
  void next.operations.start();
  expect((await next.ended(id)).ending?.words).toBe(
    "Switch a on: Wheelhouse was restarted while this ran, and it may be half done: a is off\na is half on.",
  );
});

test("a stop is heard while nobody answers", async () => {
  const given = begun(() => ({ done: dead }));
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(2_000);
  await given.operations.decide({ decision: "stop", id, person: dan });
  await given.hand.advance(12_000);
  expect((await given.operations.find(id)).ending?.words).toContain("Stopped by <@U0DAN>");
});

test("what failed is asked again when it is resumed, and what was done is not", async () => {
  let isBroken = true;
  const given = begun((mine) => ({
    run: async ({ name }) => {
      mine.calls.push(name);
      if (name === "b" && isBroken) throw new StepError("no room");
      mine.on.add(name);
    },
  }));
  const { id } = await given.propose(["a", "b"]);
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({ state: "failed" });
  isBroken = false;
  await given.operations.decide({ decision: "resume", id, person: ann });
  expect(await given.ended(id)).toMatchObject({
    state: "succeeded",
    ending: { words: "All 2 steps are done." },
  });
  expect(given.world.calls).toEqual(["a", "b", "b"]);
});

test.each<[string, Partial<Operation["plan"]["steps"][number]>, string]>([
  ["a step that this version does not know", { step: "swap-disk" }, "does not know the step swap-disk"],
  [
    "an input that it does not understand",
    { input: { node: 3 } },
    "does not understand the stored step switch-on",
  ],
  [
    "a step that does something else in this version",
    { calls: [switchCall("b")] },
    "would do something else for “Switch a on” than was approved",
  ],
])("%s leaves it to a person", async (_, more, words) => {
  const given = begun(() => ({}));
  const step = { step: "switch-on", input: { name: "a" }, title: "Switch a on", calls: [], ...more };
  const { id } = await given.propose([], { steps: [step] });
  await given.operations.decide({ decision: "approve", id, person: bob });
  expect(await given.ended(id)).toMatchObject({ state: "interrupted" });
  expect((await given.operations.find(id)).ending?.words).toContain(words);
});

test("a plan that was changed in the database does not run", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "wheelhouse-")), "wheelhouse.db");
  const given = begun(() => ({}), { store: openSqlite(path) });
  const { id, plan } = await given.propose();
  given.plans.next = plan;
  const intruder = new DatabaseSync(path);
  intruder.exec(`UPDATE operations SET plan = replace(plan, '{"name":"a"}', '{"name":"z"}')`);
  intruder.close();
  await given.operations.decide({ decision: "approve", id, person: bob });
  const operation = await given.ended(id);
  expect(operation.plan.steps[0]?.input).toEqual({ name: "z" });
  expect(operation.state).toBe("interrupted");
  expect(operation.ending?.words).toContain("is not the one that was approved");
  expect(given.world.calls).toEqual([]);
});

test("a retry that comes while the failure is still being told runs", async () => {
  let retried = false;
  const given = begun(
    (mine) => ({
      run: async ({ name }) => {
        mine.calls.push(name);
        if (mine.calls.length === 1) throw new StepError("not yet");
        mine.on.add(name);
      },
    }),
    {
      changed: async ({ id, state }) => {
        if (state !== "failed" || retried) return;
        retried = true;
        await given.operations.decide({ decision: "resume", id, person: ann, reason: "it is up now" });
      },
    },
  );
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.settle();
  expect(await given.ended(id)).toMatchObject({ state: "succeeded" });
  expect(given.world.calls).toEqual(["a", "a"]);
  const resumed = (await Array.fromAsync(given.store.audit({ operation: id }))).find(
    ({ event }) => event === "resumed",
  );
  expect(resumed?.details).toMatchObject({ reason: "it is up now", digest: expect.any(String) });
});

test("a goal is not waited for any longer because the clock was set back", async () => {
  const given = begun(() => ({ run: async () => undefined }));
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(10_000);
  given.hand.setBack(3 * hour);
  await given.hand.advance(minute);
  expect(await given.operations.find(id)).toMatchObject({ state: "failed" });
});

test("what a process left that died before the clock was set back is looked at all the same", async () => {
  const store = openSqlite(":memory:");
  const died = begun(() => ({ run: () => new Promise<never>(() => undefined) }), {
    store,
    hand: handClock(now + 3 * hour),
  });
  const { id } = await died.propose();
  await died.operations.decide({ decision: "approve", id, person: bob });
  await died.hand.settle();
  const next = givenOperations({ store, world: died.world, hand: handClock(now) });
  await next.operations.start();
  expect(await next.ended(id)).toMatchObject({ state: "interrupted" });
});

test("a claim is renewed after the clock was set back, so that it ends with its process", async () => {
  const store = openSqlite(":memory:");
  const given = begun(() => ({ timeoutMs: 10 * minute, run: async () => undefined }), { store });
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(minute);
  given.hand.setBack(3 * hour);
  await given.hand.advance(15_000);
  const { runner } = await given.operations.find(id);
  expect(runner?.until).toBeGreaterThan(given.hand.now());
  expect(runner?.until).toBeLessThanOrEqual(given.hand.now() + 30_000);
});

test.each([
  ["ahead", 10],
  ["behind", -10],
])(
  "a replica whose clock is ten minutes %s leaves a living operation alone, and looks at a dead one within its claim and a sweep",
  async (_which, minutes) => {
    const store = openSqlite(":memory:");
    const given = begun(() => ({ timeoutMs: 10 * minute, run: async () => undefined }), { store });
    const { id } = await given.propose();
    await given.operations.decide({ decision: "approve", id, person: bob });
    const hand = handClock(given.hand.now() + minutes * minute);
    const other = givenOperations({ store, world: given.world, hand });
    await other.operations.start();
    for (let round = 0; round < 60; round++) {
      await given.hand.advance(2_000);
      await hand.advance(2_000);
    }
    const holder = (await given.operations.find(id)).runner?.id;
    expect(await given.events(id)).not.toContain("interrupted");

    // Its clock stands still from here on: it is dead.
    const runner = async () => (await given.operations.find(id)).runner?.id;
    await hand.advance(20_000);
    expect(await runner()).toBe(holder);
    await hand.advance(15_000);
    expect(await runner()).not.toBe(holder);
  },
);

test("secrets in evidence and in errors are kept nowhere", async () => {
  const store = openSqlite(":memory:");
  const { operation, told } = await ran(
    () => ({
      done: async () => ({ goal: "open", evidence: "password hunter2hunter2" }),
      run: () => Promise.reject(new StepError("it said hunter2hunter2")),
    }),
    ["a"],
    { store },
  );
  expect(operation.ending?.words).toContain("[redacted]");
  const kept = JSON.stringify([operation, told, await Array.fromAsync(store.audit())]);
  expect(kept).not.toContain("hunter2");
});

test("when the bot is stopped, the step under way is finished and no other is begun", async () => {
  let finish: () => void = () => undefined;
  const store = openSqlite(":memory:");
  const given = begun(
    (mine) => ({
      run: async ({ name }) => {
        mine.calls.push(name);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        mine.on.add(name);
      },
    }),
    { store },
  );
  const { id } = await given.propose(["a", "b"]);
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.settle();
  const stopping = given.operations.stop(minute);
  finish();
  await stopping;
  expect(await store.operations.find(id)).toMatchObject({
    state: "running",
    runner: undefined,
    steps: [{ state: "done" }, { state: "waiting" }],
  });
  const next = givenOperations({ store, world: given.world, hand: given.hand });
  await next.operations.start();
  expect(await next.ended(id)).toMatchObject({ state: "interrupted" });
  expect(given.world.calls).toEqual(["a"]);
});

test("a step that outlasts the bot's patience is looked at after the restart, and was done after all", async () => {
  const store = openSqlite(":memory:");
  const given = begun(
    (mine) => ({
      run: async ({ name }) => void mine.calls.push(name),
    }),
    { store },
  );
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(2_000);
  const stopping = given.operations.stop(1_000);
  await given.hand.advance(1_000);
  await stopping;
  expect(await store.operations.find(id)).toMatchObject({ state: "running", runner: undefined });

  const next = givenOperations({ store, world: given.world, hand: given.hand });
  await next.operations.start();
  await given.hand.advance(20_000);
  expect(await store.operations.find(id)).toMatchObject({ state: "running" });
  given.world.on.add("a");
  expect(await next.ended(id)).toMatchObject({ state: "succeeded", steps: [{ state: "done" }] });
  expect(given.world.calls).toEqual(["a"]);
});

test("another replica leaves a long step alone as long as its process lives", async () => {
  const store = openSqlite(":memory:");
  const given = begun(() => ({ timeoutMs: 10 * minute, run: async () => undefined }), { store });
  const replica = givenOperations({ store, world: given.world, hand: given.hand });
  await replica.operations.start();
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(5 * minute);
  expect(await store.operations.find(id)).toMatchObject({ state: "running", steps: [{ state: "running" }] });
  given.world.on.add("a");
  expect(await given.ended(id)).toMatchObject({ state: "succeeded" });
});

test("a process that was frozen notices that it was replaced, and does nothing more", async () => {
  let thaw: () => void = () => undefined;
  const store = openSqlite(":memory:");
  const frozen = begun(
    (mine) => ({
      run: async ({ name }) => {
        mine.calls.push(name);
        await new Promise<void>((resolve) => {
          thaw = resolve;
        });
        mine.on.add(name);
      },
    }),
    { store },
  );
  const { id } = await frozen.propose(["a", "b"]);
  await frozen.operations.decide({ decision: "approve", id, person: bob });
  await frozen.hand.settle();
  // Only the other's clock goes on.
  const replica = givenOperations({
    store,
    world: frozen.world,
    hand: handClock(frozen.hand.now() + minute),
  });
  await replica.operations.start();
  expect(await replica.ended(id)).toMatchObject({ state: "interrupted" });
  thaw();
  await frozen.hand.advance(1_000);
  expect(await store.operations.find(id)).toMatchObject({
    state: "interrupted",
    steps: [{ state: "interrupted" }, { state: "waiting" }],
  });
  expect(frozen.world.calls).toEqual(["a"]);
});
