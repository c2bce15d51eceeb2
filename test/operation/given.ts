// Operations with steps that react, a clock moved by hand, and a database in memory.
import { z } from "zod";
import type { Actor } from "#src/base/actor.ts";
import type { ApiCall } from "#src/base/call.ts";
import { silentLog } from "#src/base/log.ts";
import type { Role } from "#src/command/authorize.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import type { Decider, Policy } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import { createOperations, type OperationsParts } from "#src/operation/operations.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import { defineStep, goal, type Step, type StepDefinition } from "#src/operation/step.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { noFencedCampaigns } from "../campaign/none.ts";
import { givenCluster, now } from "../given.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { noFencedHosts } from "../hosts/none.ts";
import { fenceable } from "../unfenced.ts";

export const ann = person("U0ANN", "operator");
export const bob = person("U0BOB", "approver");
export const cem = person("U0CEM", "approver");
export const dan = person("U0DAN", "operator", "approver");
export const eve = person("U0EVE", "viewer");

export function person(id: Actor, ...roles: readonly Role[]): Decider {
  return { id, roles: new Set<Role>([...roles, "viewer"]), standing: "member" };
}

export const policy: Policy = { change: 1, destructive: 1, expireAfterMs: 30 * 60_000, solo: false };

/** A switch that a step turns on, and the calls that were made. */
export type World = { readonly on: Set<string>; readonly calls: string[] };

type Behaviour = Partial<Omit<StepDefinition<typeof input>, "name" | "input">>;
const input = z.object({ name: z.string() });

/** A step that turns a switch on, unless told otherwise. */
export function switchStep(world: World, name = "switch-on", behaviour: Behaviour = {}) {
  return defineStep({
    name,
    input,
    timeoutMs: 60_000,
    title: (given) => `Switch ${given.name} on`,
    calls: (given) => [switchCall(given.name)],
    done: async (given) => ({
      goal: goal(world.on.has(given.name)),
      evidence: `${given.name} is ${said(world, given.name)}`,
    }),
    run: async (given) => {
      world.calls.push(given.name);
      world.on.add(given.name);
    },
    ...behaviour,
  });
}

export function switchCall(name: string): ApiCall {
  return { at: "api", method: "PUT", path: `/switches/${name}` };
}

function said({ on }: World, name: string): string {
  return on.has(name) ? "on" : "off";
}

export function givenPlan(steps: readonly PlannedStep[], more: Partial<Plan> = {}): Plan {
  return {
    target: "w3",
    risk: "change",
    title: "Drain w3",
    impact: ["12 pods move."],
    warnings: [],
    basis: { node: "uid-w3" },
    steps,
    ...more,
  };
}

/** A proposed change of one step by Ann, that needs one approval. */
export function givenOperation(more: Partial<Operation> = {}): Operation {
  return {
    id: "op-000001",
    cluster: "home",
    line: "node drain w3",
    by: ann.id,
    where: { channel: "C0OPS" },
    plan: givenPlan([
      { step: "switch-on", input: { name: "a" }, title: "Switch a on", calls: [switchCall("a")] },
    ]),
    digest: "d",
    approvalsNeeded: 1,
    solo: false,
    state: "proposed",
    votes: [],
    steps: [{ state: "waiting" }],
    proposedAt: now,
    expiresAt: now + policy.expireAfterMs,
    ...more,
  };
}

export type Given = Partial<Omit<OperationsParts, "steps" | "policyOf">> & {
  readonly world?: World;
  readonly steps?: readonly Step[];
  readonly policy?: Partial<Policy>;
  readonly hand?: HandClock;
};

/** Everything that operations need, on the cluster `home`; what was told is in `told`. */
export function givenOperations(given: Given = {}) {
  const world = given.world ?? { on: new Set<string>(), calls: [] };
  const hand = given.hand ?? handClock(now);
  const store = given.store ?? openSqlite(":memory:");
  const told: { operation: Operation; row: AuditRow | undefined }[] = [];
  const steps = given.steps ?? [switchStep(world)];
  const plans = { next: undefined as Plan | Error | undefined };
  // The steps of these tests have no use for a cluster.
  const cluster = fenceable(givenCluster({ name: "home" }) as Cluster);
  const operations = createOperations({
    hosts: () => noFencedHosts,
    campaigns: noFencedCampaigns,
    clusters: [cluster, fenceable(givenCluster({ name: "work" }) as Cluster)],
    replan: async ({ plan }) => {
      if (plans.next instanceof Error) throw plans.next;
      return plans.next ?? plan;
    },
    changed: (operation, row) => void told.push({ operation, row }),
    clock: hand,
    log: silentLog,
    redact: (text) => text.replaceAll("hunter2hunter2", "[redacted]"),
    ...given,
    store,
    steps: new Map(steps.map((step) => [step.name, step])),
    policyOf: () => ({ ...policy, ...given.policy }),
  });
  return { operations, world, hand, store, told, plans, propose, events, ended };

  /** By Ann: switches everything named on. */
  function propose(names: readonly string[] = ["a"], more: Partial<Plan> = {}, cluster = "home") {
    const [step] = steps;
    if (!step) throw new Error("a step is needed");
    const planned = names.map((name) => ({
      step: step.name,
      input: { name },
      title: `Switch ${name} on`,
      calls: [switchCall(name)],
    }));
    return operations.propose({
      line: "node drain w3",
      cluster,
      by: ann.id,
      where: { channel: "C0OPS" },
      reason: "kernel update",
      plan: givenPlan(planned, more),
    });
  }

  async function events(id: string): Promise<readonly string[]> {
    return (await Array.fromAsync(store.audit({ operation: id }))).map(({ event }) => event);
  }

  /** Moves the clock until the operation runs no more. */
  async function ended(id: string): Promise<Operation> {
    for (let round = 0; round < 1_000; round++) {
      const operation = await operations.find(id);
      if (operation.state !== "running") return operation;
      await hand.advance(500);
    }
    throw new Error(`${id} does not end`);
  }
}
