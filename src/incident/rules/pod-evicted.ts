// Pods that a node threw out for want of memory or disk; they stay behind as Failed until somebody deletes them.
import { count, span } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeNodeEviction",
  severity: "info",
  for: "0s",
  detect: ({ snapshot: { pods } }) => {
    const evicted = pods.filter(({ phase, reason }) => phase === "Failed" && reason === "Evicted");
    return [...Map.groupBy(evicted, ({ node }) => node)].map(([node, gone]) => ({ node, gone }));
  },
  subject: ({ node }) => ({ kind: "Node", name: node }),
  summary: ({ node, gone }, now) => {
    const last = Math.max(...gone.map(({ readySince }) => readySince));
    return `${node} evicted ${count(gone.length, "pod")}, the last one ${span(now - last)} ago`;
  },
  remedies: ({ node }) => [`pod list --unhealthy --node=${node}`],
});
