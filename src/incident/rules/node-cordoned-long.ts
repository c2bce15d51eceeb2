// A node that was cordoned and forgotten: it is well, and takes no pods.
import { span } from "#src/base/text.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

/** Work on a node is done within a day, as a rule. */
const longMs = 24 * 3_600_000;

export default defineRule({
  alert: "KubeNodeCordonedLong",
  severity: "info",
  for: "0s",
  detect: ({ snapshot: { nodes }, now }) =>
    nodes.flatMap((node) => {
      const since = cordonedSince(node);
      return since !== undefined && now - since > longMs ? [{ node, since }] : [];
    }),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  since: ({ since }) => since,
  summary: ({ node, since }, now) =>
    `${node.name} has been cordoned for ${span(now - since)}: no new pod is scheduled there`,
  remedies: ({ node }) => [`node uncordon ${node.name}`, `node show ${node.name}`],
});

/** The node lifecycle controller follows a cordon with a taint, and dates it. */
function cordonedSince({ unschedulable, taints }: Node): number | undefined {
  if (!unschedulable) return undefined;
  return taints.find(({ key }) => key === "node.kubernetes.io/unschedulable")?.addedAt;
}
