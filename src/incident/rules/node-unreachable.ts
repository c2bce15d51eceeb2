// A node that reports Ready while a taint of its absence is still there: pods are kept off it, or thrown off it, all the same.
// A node that is silent is told as KubeNodeNotReady: one node, one incident.
import { listed } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

/** The node controller takes the first two away by itself; the last is set by people, and forgotten by them. */
const absent = [
  "node.kubernetes.io/unreachable",
  "node.kubernetes.io/not-ready",
  "node.kubernetes.io/out-of-service",
];

export default defineRule({
  alert: "KubeNodeUnreachable",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { nodes } }) =>
    nodes.filter(isReady).flatMap((node) => {
      const taints = node.taints.filter(({ key }) => absent.includes(key));
      return taints.length > 0 ? [{ node, taints }] : [];
    }),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  since: ({ taints }) => taints.find(({ addedAt }) => addedAt !== undefined)?.addedAt,
  inWork: ({ node }) => node.unschedulable,
  summary: ({ node, taints }) =>
    `${node.name} is Ready but still tainted ${listed([...new Set(taints.map(({ key }) => key))])}: pods do not stay there`,
  remedies: ({ node }) => [`node show ${node.name}`],
});
