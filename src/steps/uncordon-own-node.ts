// Lets new pods onto a node again if this very operation, or the one that it takes back, has cordoned it; what somebody else has cordoned meanwhile stays so.

import { z } from "zod";
import { cordonedBy } from "#src/kubeadm/marks.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";
import { cordonOf } from "./cordon-node.ts";

const input = z.object({
  node: z.string(),
  uid: z.string(),
  /** The operation whose cordon it is; this one when left out. */
  by: z.string().optional(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "uncordon-own-node",
  input,
  timeoutMs: 60_000,
  title: ({ node }) => `Uncordon ${node}`,
  calls: ({ node, uid, by = "this operation" }) => [
    { ...schedulingCall({ node, ...uncordoned(uid) }), what: `if ${by} cordoned it` },
  ],
  equivalent: ({ node }) => `kubectl uncordon ${node}`,
  done: async (given, context) => {
    const found = await context.cluster.node(given.node, context.signal);
    if (found?.uid !== given.uid)
      return { goal: "failed", evidence: `${given.node} is not the node that it was` };
    if (!found.unschedulable) return { goal: "holds", evidence: `${given.node} is schedulable` };
    if (await isOurs(given, context)) return { goal: "open", evidence: `${given.node} is unschedulable` };
    const caveat = `${given.node} stays cordoned, as somebody else has cordoned it`;
    return { goal: "holds", evidence: caveat, caveat };
  },
  run: ({ node, uid }, { cluster, signal }) => cluster.setUnschedulable(node, uncordoned(uid), signal),
});

async function isOurs({ node, by }: Input, { cluster, operation, signal }: StepContext): Promise<boolean> {
  return cordonOf(await cluster.node(node, signal)) === (by ?? operation.id);
}

function uncordoned(uid: string) {
  return { uid, unschedulable: false, annotations: { [cordonedBy]: null } };
}
