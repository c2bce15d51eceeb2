// Deletes a Node from its cluster, which then deletes the pods that were bound to it.
import { z } from "zod";
import { nodeDeletionCall } from "#src/kubernetes/calls/nodes.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "delete-node",
  input: z.object({ node: z.string(), uid: z.string() }),
  timeoutMs: 60_000,
  title: ({ node }) => `Delete node ${node}`,
  calls: (ref) => [nodeDeletionCall(ref)],
  equivalent: ({ node }) => `kubectl delete node ${node}`,
  done: async ({ node, uid }, { cluster, signal }) => {
    const found = await cluster.node(node, signal);
    if (found?.uid === uid) return { goal: "open", evidence: `${node} is still a node of ${cluster.name}.` };
    const evidence = `${node} is no node of ${cluster.name} any more.`;
    if (!found) return { goal: "holds", evidence };
    const caveat = `a kubelet has registered a node ${node} since`;
    return { goal: "holds", evidence: `That ${evidence}`, caveat };
  },
  run: async (ref, { cluster, signal }) => void (await cluster.deleteNode(ref, signal)),
});
