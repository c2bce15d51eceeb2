// What a step is asked with, and an operation that runs it in the engine on the cluster of a test.
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import type { Step, StepContext } from "#src/operation/step.ts";
import { noCampaignsOfStep } from "../campaign/none.ts";
import { now } from "../given.ts";
import { noHostsOfStep } from "../hosts/none.ts";
import { ann, bob, type Given, givenOperations } from "../operation/given.ts";
import { fenceable } from "../unfenced.ts";

export function givenContext(cluster: Cluster, more: Partial<StepContext> = {}): StepContext {
  return {
    cluster,
    hosts: noHostsOfStep,
    campaigns: noCampaignsOfStep,
    operation: { id: "op-000001", by: ann.id, startedAt: now },
    self: undefined,
    now: () => now,
    signal: AbortSignal.timeout(60_000),
    ...more,
  };
}

/** Begins the plan on the cluster, asked by Ann and approved by Bob; `ended` runs it to its end. */
export async function givenRunning(
  plan: Plan,
  { cluster, steps, ...more }: Given & { readonly cluster: Cluster; readonly steps: readonly Step[] },
) {
  const given = givenOperations({ ...more, clusters: [fenceable(cluster)], steps });
  const { id } = await given.operations.propose({
    line: "as planned",
    cluster: cluster.name,
    by: ann.id,
    where: { channel: "C0OPS" },
    reason: "kernel update",
    plan,
  });
  await given.operations.decide({ decision: "approve", id, person: bob });
  return {
    ...given,
    id,
    ended: (): Promise<Operation> => given.ended(id),
    resumed: async (): Promise<Operation> => {
      await given.operations.decide({ decision: "resume", id, person: ann });
      return given.ended(id);
    },
  };
}
