// Lets new pods onto a node again, and takes our mark away.

import { z } from "zod";
import { cordonedBy } from "#src/kubeadm/marks.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import { defineStep, goal } from "#src/operation/step.ts";

export default defineStep({
  name: "uncordon-node",
  input: z.object({ node: z.string(), uid: z.string() }),
  timeoutMs: 30_000,
  title: ({ node }) => `Uncordon ${node}`,
  calls: ({ node, uid }) => [schedulingCall({ node, ...uncordoned(uid) })],
  equivalent: ({ node }) => `kubectl uncordon ${node}`,
  done: async ({ node, uid }, { cluster, signal }) => {
    const found = await cluster.node(node, signal);
    if (!found || found.uid !== uid)
      return { goal: "failed", evidence: `${node} is not the node that it was` };
    return {
      goal: goal(!found.unschedulable),
      evidence: `${node} is ${found.unschedulable ? "un" : ""}schedulable`,
    };
  },
  run: ({ node, uid }, { cluster, signal }) => cluster.setUnschedulable(node, uncordoned(uid), signal),
});

function uncordoned(uid: string) {
  return { uid, unschedulable: false, annotations: { [cordonedBy]: null } };
}
