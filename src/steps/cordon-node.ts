// Keeps new pods off a node, and marks it with the operation that did so.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { cordonedBy } from "#src/kubeadm/marks.ts";
import { fieldManager } from "#src/kubernetes/actions.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import type { NodeFacts } from "#src/kubernetes/facts.ts";
import { defineStep, goal } from "#src/operation/step.ts";

export default defineStep({
  name: "cordon-node",
  input: z.object({
    node: z.string(),
    uid: z.string(),
    /** The operation whose cordon it takes over, which was given up. */
    over: z.string().optional(),
  }),
  timeoutMs: 30_000,
  title: ({ node }) => `Cordon ${node}`,
  calls: ({ node, uid }) => [schedulingCall({ node, ...cordoned(uid, thisOperation) })],
  equivalent: ({ node }) => `kubectl cordon ${node}`,
  done: async ({ node, uid, over }, { cluster, signal }) => {
    const found = await cluster.node(node, signal);
    if (!found || found.uid !== uid)
      return { goal: "failed", evidence: `${node} is not the node that it was` };
    if (over !== undefined && cordonOf(found) === over)
      return { goal: "open", evidence: `${node} is cordoned by ${over} still` };
    return {
      goal: goal(found.unschedulable),
      evidence: `${node} is ${found.unschedulable ? "" : "not "}unschedulable`,
    };
  },
  run: ({ node, uid }, { cluster, operation, signal }) =>
    cluster.setUnschedulable(node, cordoned(uid, operation.id), signal),
  leaves: async ({ node, uid }, { cluster, operation, signal }) => {
    const found = await cluster.node(node, signal);
    const isOurs = found?.uid === uid && found.annotations[cordonedBy] === operation.id;
    if (!isOurs || !found.unschedulable) return undefined;
    return `${node} is cordoned. “node uncordon ${node}” lets new pods onto it again.`;
  },
});

/** The operation whose cordon it is. The mark outlives `kubectl uncordon` and another `kubectl cordon`: whose the field is tells. */
export function cordonOf(node: NodeFacts | undefined): string | undefined {
  const isOurs = node?.unschedulable === true && (node.cordonedWith ?? fieldManager) === fieldManager;
  return isOurs ? node.annotations[cordonedBy] : undefined;
}

function cordoned(uid: string, by: string) {
  return { uid, unschedulable: true, annotations: { [cordonedBy]: by } };
}
