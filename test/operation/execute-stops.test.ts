import { expect, test } from "vitest";
import { StepError } from "#src/base/errors.ts";
import type { Operation } from "#src/operation/operation.ts";
import { ann, bob, dan, switchCall } from "./given.ts";
import { type Behaviour, begun, dead, ran } from "./given-execution.ts";

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

test("a stop is heard while nobody answers", async () => {
  const given = begun(() => ({ done: dead }));
  const { id } = await given.propose();
  await given.operations.decide({ decision: "approve", id, person: bob });
  await given.hand.advance(2_000);
  await given.operations.decide({ decision: "stop", id, person: dan });
  await given.hand.advance(12_000);
  expect((await given.operations.find(id)).ending?.words).toContain("Stopped by <@U0DAN>");
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
