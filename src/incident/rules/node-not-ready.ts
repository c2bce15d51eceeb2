// A node whose kubelet does not report Ready. A cordoned node is somebody's work in progress, so it does not count.

import { span } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

/** Pods tolerate a node that is not ready for this long (the API server's DefaultTolerationSeconds). */
const toleratedMs = 300_000;

export default defineRule({
  alert: "KubeNodeNotReady",
  severity: "critical",
  for: "2m",
  detect: ({ nodes }) => nodes.filter((node) => !isReady(node) && !node.unschedulable),
  subject: (node) => ({ kind: "Node", name: node.name }),
  summary: (node, now) => {
    const ready = node.conditions.find(({ type }) => type === "Ready");
    const silentMs = now - (ready?.since ?? node.createdAt);
    const why = (ready?.message || ready?.reason || "it never reported").replace(/\.$/, "");
    const then = silentMs > toleratedMs ? "; its pods are being evicted" : "";
    return `${node.name} has been NotReady for ${span(silentMs)}: ${why}${then}`;
  },
  remedies: (node) => [`node show ${node.name}`, `event list --about=node/${node.name}`],
});
