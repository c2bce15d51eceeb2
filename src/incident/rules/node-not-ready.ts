// A node whose kubelet does not report Ready. A cordoned node is somebody's work in progress, so nobody is woken for it.
import { span } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { silentSince } from "../not-ready.ts";
import { defineRule } from "../rule.ts";

/** Pods tolerate a node that is not ready for this long (the API server's DefaultTolerationSeconds). */
const toleratedMs = 300_000;

export default defineRule({
  alert: "KubeNodeNotReady",
  severity: "critical",
  for: "2m",
  // A node that goes for a minute every few minutes never lasts.
  flaps: 3,
  detect: ({ snapshot: { nodes } }) => nodes.filter((node) => !isReady(node)),
  subject: (node) => ({ kind: "Node", name: node.name }),
  since: silentSince,
  inWork: ({ unschedulable }) => unschedulable,
  summary: (node, now) => {
    const ready = node.conditions.find(({ type }) => type === "Ready");
    const silentMs = now - silentSince(node);
    const why = (ready?.message || ready?.reason || "it never reported").replace(/\.$/, "");
    const then = silentMs > toleratedMs ? "; its pods are being evicted" : "";
    const cordoned = node.unschedulable ? " (cordoned)" : "";
    return `${node.name}${cordoned} has been NotReady for ${span(silentMs)}: ${why}${then}`;
  },
  remedies: (node) => [`node show ${node.name}`, `event list --about=node/${node.name}`],
});
