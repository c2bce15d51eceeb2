// /k8s node drain <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, nodeLock } from "#src/base/lock-names.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { drainImpact } from "#src/kubeadm/disruption/drain-impact.ts";
import { drainWarnings } from "#src/kubeadm/disruption/drain-warnings.ts";
import { type DrainFlags, judgeDrain } from "#src/kubeadm/disruption/judge-drain.ts";
import { type DrainFacts, readDrain } from "#src/kubeadm/disruption/read-drain.ts";
import type { Plan } from "#src/operation/plan.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import drainNode, { drainTimeoutMs } from "#src/steps/drain-node.ts";

export default defineOperation({
  summary: "Cordon a node and evict its pods, as kubectl drain does",
  role: "operator",
  risk: "change",
  args: z.object({
    node: nodeName,
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["drain"],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster } = context;
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"] };
    const { facts, ...plan } = await planDrain(typed, context);
    checkPointless(facts);
    const offers = [{ label: "Uncordon", line: `node uncordon ${plan.target} --cluster=${cluster.name}` }];
    return { ...plan, offers };
  },
});

export type Drained = DrainFlags & {
  readonly node: string;
  readonly grace?: number | undefined;
  /** What was typed before the name, for the hint of a refusal. */
  readonly as?: string;
};

/** What drains a node, also where more comes after it. @throws RefusedError where it must not be */
export async function planDrain(
  { node: typed, grace, force, deleteData, as = "node drain" }: Drained,
  { cluster, self, signal }: PlanContext,
): Promise<Plan & { readonly facts: DrainFacts }> {
  await settle(cluster, signal);
  const { name } = findNode(cluster, typed);
  const node = await cluster.node(name, signal);
  if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
  const facts = await readDrain(cluster, node, { self, signal });
  const { mayLose, risk, risks } = judgeDrain(facts, { force, deleteData }, `${as} ${name}`);
  return {
    facts,
    target: name,
    risk,
    title: `Drain ${name}`,
    impact: drainImpact(facts),
    warnings: drainWarnings(facts, { timeoutMs: drainTimeoutMs, graceSeconds: grace }),
    basis: { uid: node.uid, risks: [...risks] },
    steps: [
      cordonNode.with({ node: name, uid: node.uid }),
      drainNode.with({ node: name, uid: node.uid, graceSeconds: grace, mayLose }),
    ],
    locks: [clusterLock(cluster.name), nodeLock(cluster.name, name)],
  };
}

function checkPointless({ node, going, leaving }: DrainFacts): void {
  if (!node.unschedulable || going.length + leaving.length > 0) return;
  throw new RefusedError(`${node.name} is drained already.`, { hint: `node uncordon ${node.name}` });
}
