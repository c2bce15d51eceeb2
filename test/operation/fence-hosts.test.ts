// Steps that misbehave on a machine, behind the real adapter.
import { expect, test } from "vitest";
import { z } from "zod";
import type { Call } from "#src/base/call.ts";
import { systemClock } from "#src/base/clock.ts";
import type { Operation } from "#src/operation/operation.ts";
import { defineStep, type StepContext, type StepDefinition } from "#src/operation/step.ts";
import { givenHost } from "../hosts/given.ts";
import { bob, givenOperations, givenPlan } from "./given.ts";

const approved = { argv: ["true"] };
const shown: Call = { at: "host", host: "pi-4", ...approved };

type Asked = (context: StepContext) => Promise<unknown>;

test("what its calls name is run on the machine", async () => {
  const { events, ran } = await running({ run: (context) => onHost(context, approved) });
  expect(events).not.toContain("fenced");
  expect(ran.flat()).toEqual([expect.stringMatching(/ true <\/dev\/null$/)]);
});

test.each<[string, Asked]>([
  ["another program", (context) => onHost(context, { argv: ["reboot"] })],
  ["one more argument", (context) => onHost(context, { argv: ["true", "--now"] })],
  ["a swallowed refusal", (context) => onHost(context, { argv: ["reboot"] }).catch(() => undefined)],
  [
    "a unit",
    async ({ hosts, signal }) => (await hosts.host("pi-4")).start({ unit: "u", ...approved }, signal),
  ],
  ["a unit to be collected", async ({ hosts, signal }) => (await hosts.host("pi-4")).collect("u", signal)],
  ["a key to be forgotten", forget],
])(
  "%s that is not among its calls never leaves, is written down, and interrupts the operation",
  async (_name, run) => {
    const { operation, events, ran, pins } = await running({ run });
    expect(operation.state).toBe("interrupted");
    expect(events).toContain("fenced");
    expect(ran).toEqual([]);
    expect(pins).toBe(1);
  },
);

test("a look changes nothing, not even what the step may run", async () => {
  const { operation, events, ran } = await running({ done: (context) => onHost(context, approved) });
  expect(operation.state).toBe("interrupted");
  expect(events).toContain("fenced");
  expect(ran).toEqual([]);
});

async function onHost({ hosts, signal }: StepContext, run: { readonly argv: readonly string[] }) {
  return (await hosts.host("pi-4")).run(run, signal);
}

async function forget({ hosts }: StepContext): Promise<void> {
  const [known] = await hosts.list();
  if (!known?.pin) throw new Error("no key is pinned");
  await hosts.forget({ ...known, pin: known.pin });
}

/** A step whose only call is `true` on pi-4, asked by Ann and approved by Bob. */
async function running(asked: { readonly run?: Asked; readonly done?: Asked }) {
  const { hosts, simulated, pins } = await givenHost();
  let goal: "open" | "holds" = "open";
  const behaviour: Pick<StepDefinition<z.ZodObject>, "done" | "run"> = {
    done: async (_input, context) => {
      await asked.done?.(context);
      return { goal, evidence: goal };
    },
    run: async (_input, context) => {
      await asked.run?.(context);
      goal = "holds";
    },
  };
  const step = defineStep({
    ...{ name: "test", input: z.object({}), timeoutMs: 5_000, ...behaviour },
    title: () => "Test",
    calls: () => [shown],
  });
  const over = Promise.withResolvers<Operation>();
  // A machine takes its own time.
  const given = givenOperations({
    ...{ steps: [step], hosts: () => hosts, clock: systemClock },
    changed: (operation) => {
      if (!["proposed", "running"].includes(operation.state)) over.resolve(operation);
    },
  });
  const plan = givenPlan([step.with({})]);
  const where = { channel: "C0OPS" };
  const { id } = await given.operations.propose({
    ...{ line: "test", cluster: "home", by: "U0ANN" as const, where, reason: undefined, plan },
  });
  await given.operations.decide({ decision: "approve", id, person: bob, typed: "w3" });
  const operation = await over.promise;
  const { ran } = simulated.machine;
  return { operation, events: await given.events(id), ran, pins: (await pins.list("home")).length };
}
