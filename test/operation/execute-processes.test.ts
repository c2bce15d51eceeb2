// One process runs a change: another takes it up only where that one is gone, whatever was done to the clock.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSqlite } from "#src/store/sqlite.ts";
import { hour, minute, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { bob, givenOperations, type World } from "./given.ts";
import { type Behaviour, begun } from "./given-execution.ts";

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
