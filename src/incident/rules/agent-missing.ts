// kube-proxy or the pod network is not running on ready nodes: Services or the pods' network do not work there.

import { few } from "#src/base/text.ts";
import { coverageOf, isReady } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

const troubles = ["missing", "not ready"] as const;
const agentIs = {
  "kube-proxy": "kube-proxy is",
  CNI: "The pod network is",
} as const;
const consequence = {
  "kube-proxy": "Services do not work from there",
  CNI: "pods there get no network",
} as const;

export default defineRule({
  alert: "KubeDaemonSetNotScheduled",
  severity: "critical",
  for: "5m",
  // One cause (a node selector, an image) usually takes an agent from many nodes, so they are one problem.
  detect: ({ snapshot }) => {
    const coverage = coverageOf(snapshot);
    const ready = snapshot.nodes.filter(isReady).map(({ name }) => name);
    return (["kube-proxy", "CNI"] as const).flatMap((agent) =>
      troubles.flatMap((trouble) => {
        const nodes = ready.filter((name) => coverage[agent].on.get(name) === trouble);
        return nodes.length > 0 ? [{ agent, trouble, nodes }] : [];
      }),
    );
  },
  subject: ({ agent, trouble }) => ({ kind: "DaemonSet", name: `${agent}/${trouble}` }),
  nodes: ({ nodes }) => nodes,
  summary: ({ agent, trouble, nodes }) =>
    `${agentIs[agent]} ${trouble} on ${few(nodes, 5)}: ${consequence[agent]}`,
  remedies: ({ agent, nodes }) => [
    ...(agent === "kube-proxy" ? ["kube-proxy show"] : []),
    ...nodes.slice(0, 1).map((name) => `node show ${name}`),
  ],
});
