// An operation in any of its states, for what draws it.
import type { Operation, StepRecord } from "#src/operation/operation.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import { minute, now } from "../../given.ts";

export function givenPlan(more: Partial<Plan> = {}): Plan {
  return {
    target: "worker1",
    risk: "change",
    title: "Cordon worker1",
    impact: ["No new pod is scheduled on worker1; its 6 pods stay."],
    warnings: [],
    basis: { uid: "uid-worker1" },
    steps: [givenStep()],
    ...more,
  };
}

export function givenStep(more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    step: "cordon-node",
    input: { node: "worker1" },
    title: "Cordon worker1",
    calls: ['PATCH /api/v1/nodes/worker1 {"spec":{"unschedulable":true}}'],
    ...more,
  };
}

export function givenOperation(more: Partial<Operation> = {}): Operation {
  const plan = more.plan ?? givenPlan();
  return {
    id: "op-7k3m9x",
    cluster: "home",
    line: "node cordon worker1 --cluster=home",
    by: "U0ANN",
    where: { channel: "C0OPS" },
    reason: "kernel upgrade",
    plan,
    digest: "d".repeat(64),
    approvalsNeeded: 1,
    solo: false,
    state: "proposed",
    votes: [],
    steps: plan.steps.map((): StepRecord => ({ state: "waiting" })),
    proposedAt: now,
    expiresAt: now + 30 * minute,
    ...more,
  };
}

/** The same, approved by Bob and started. */
export function givenRunning(more: Partial<Operation> = {}): Operation {
  return givenOperation({
    state: "running",
    votes: [{ by: "U0BOB", verdict: "approve", role: "approver", at: now + minute }],
    startedAt: now + minute,
    steps: [{ state: "running", startedAt: now + minute }],
    ...more,
  });
}
