// An approved plan runs step by step: done, waited for, failed or for a person.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { RefusedError, StepError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { headlineOf } from "#src/card/operation-words.ts";
import { goal } from "#src/operation/step.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { ann, bob, type World } from "./given.ts";
import { begun, dead, ran } from "./given-execution.ts";

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

test("a failure of many words does not take their place", async () => {
  const { operation } = await ran(() => ({
    run: () => Promise.reject(new StepError(`no room ${"x".repeat(5_000)} on w3`)),
    leaves: async () => "a is half on.",
  }));
  expect(operation.ending?.words).toMatch(/^Switch a on: no room x.*x on w3\na is half on\.$/s);
  expect(operation.ending?.words.length).toBeLessThan(1_200);
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
