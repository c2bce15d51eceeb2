// What drains a node: a command of its own, and the beginning of every one that takes a node away for a while or for good.
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, nodeLock } from "#src/base/lock-names.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import type { PlanContext } from "#src/command/define.ts";
import { drainImpact } from "#src/kubeadm/disruption/drain-impact.ts";
import { drainWarnings } from "#src/kubeadm/disruption/drain-warnings.ts";
import { type DrainFlags, judgeDrain } from "#src/kubeadm/disruption/judge-drain.ts";
import { type DrainFacts, readDrain } from "#src/kubeadm/disruption/read-drain.ts";
import type { Plan } from "#src/operation/plan.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import drainNode, { drainTimeoutMs } from "#src/steps/drain-node.ts";
import { cordonLeftOn } from "./left-cordon.ts";

export type Drained = DrainFlags & {
  readonly node: string;
  readonly grace?: number | undefined;
  /** What was typed before the name, for the hint of a refusal. */
  readonly as?: string;
  /** What is uncordoned at its end takes over a cordon that was left there. */
  readonly takesOver?: true;
};

/** What drains a node, also where more comes after it. @throws RefusedError where it must not be */
export async function planDrain(
  { node: typed, grace, force, deleteData, as = "node drain", takesOver }: Drained,
  context: PlanContext,
): Promise<Plan & { readonly facts: DrainFacts & { readonly over: string | undefined } }> {
  const { cluster, self, signal } = context;
  await settle(cluster, signal);
  const { name } = findNode(cluster, typed);
  const node = await cluster.node(name, signal);
  if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
  const facts = await readDrain(cluster, node, { self, signal });
  const { mayLose, risk, risks } = judgeDrain(facts, { force, deleteData }, `${as} ${name}`);
  const over = takesOver ? await cordonLeftOn(node, context) : undefined;
  return {
    facts: { ...facts, over },
    target: name,
    risk,
    title: `Drain ${name}`,
    impact: drainImpact(facts),
    warnings: drainWarnings(facts, { timeoutMs: drainTimeoutMs, graceSeconds: grace }),
    basis: { uid: node.uid, risks: [...risks] },
    steps: [
      cordonNode.with({ node: name, uid: node.uid, ...(over && { over }) }),
      drainNode.with({ node: name, uid: node.uid, graceSeconds: grace, mayLose }),
    ],
    locks: [clusterLock(cluster.name), nodeLock(cluster.name, name)],
  };
}
