// Lets new pods onto a node again, and takes our mark away.
import { z } from "zod";
import { cordonedBy } from "#src/kubeadm/marks.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "uncordon-node",
  input: z.object({ node: z.string(), uid: z.string() }),
  timeoutMs: 30_000,
  title: ({ node }) => `Uncordon ${node}`,
  calls: ({ node }) => [
    `PATCH /api/v1/nodes/${node} spec.unschedulable=false, annotation ${cordonedBy} removed`,
  ],
  done: async ({ node, uid }, { cluster, signal }) => {
    const found = await cluster.node(node, signal);
    if (!found || found.uid !== uid) return { holds: false, evidence: `${node} is not the node that it was` };
    return {
      holds: !found.unschedulable,
      evidence: `${node} is ${found.unschedulable ? "un" : ""}schedulable`,
    };
  },
  run: ({ node, uid }, { cluster, signal }) =>
    cluster.setUnschedulable(
      node,
      { unschedulable: false, annotations: { [cordonedBy]: null }, uid },
      signal,
    ),
});
