// A node whose kubelet does not report Ready. A cordoned node is somebody's work in progress, so it does not count.
import { isReady } from "#src/kubeadm/components.ts";
import { span } from "#src/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeNodeNotReady",
  severity: "critical",
  for: "2m",
  detect: ({ nodes }) => nodes.filter((node) => !isReady(node) && !node.unschedulable),
  subject: (node) => ({ kind: "Node", name: node.name }),
  summary: (node, now) => {
    const ready = node.conditions.find(({ type }) => type === "Ready");
    const why = ready?.message || ready?.reason || "it never reported";
    return `${node.name} is NotReady for ${span(now - (ready?.since ?? node.createdAt))}: ${why}`;
  },
  remedies: (node) => [`node show ${node.name}`],
});
