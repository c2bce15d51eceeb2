// kube-proxy or the pod network is not running on a ready node: its Services or its pods' network do not work there.
import { coverageOf, isReady } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeDaemonSetNotScheduled",
  severity: "critical",
  for: "5m",
  detect: (sight) => {
    const coverage = coverageOf(sight);
    return (["kube-proxy", "CNI"] as const).flatMap((agent) =>
      sight.nodes.filter(isReady).flatMap((node) => {
        const presence = coverage[agent].on.get(node.name);
        return presence === "missing" || presence === "not ready" ? [{ agent, node, presence }] : [];
      }),
    );
  },
  subject: ({ node, agent }) => ({ kind: "Node", name: `${node.name}/${agent}` }),
  summary: ({ node, agent, presence }) =>
    agent === "CNI"
      ? `The pod network is ${presence} on ${node.name}: pods there get no network`
      : `kube-proxy is ${presence} on ${node.name}: Services do not work from there`,
  remedies: ({ node }) => [`node show ${node.name}`],
});
