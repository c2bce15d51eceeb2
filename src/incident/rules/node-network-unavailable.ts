// A node whose network nobody has set up: the pod network or the cloud's routes are missing there.
import { span } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeNodeNetworkUnavailable",
  severity: "critical",
  for: "5m",
  detect: ({ snapshot: { nodes } }) =>
    nodes.flatMap((node) => {
      const found = node.conditions.find(({ type }) => type === "NetworkUnavailable");
      return found?.status === "True" ? [{ node, found }] : [];
    }),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  since: ({ found }) => found.since,
  inWork: ({ node }) => node.unschedulable,
  summary: ({ node, found }, now) =>
    `${node.name} has had no network for pods for ${span(now - found.since)}: ${found.message || found.reason}`,
  remedies: ({ node }) => [`node show ${node.name}`, `pod list kube-system --node=${node.name}`],
});
