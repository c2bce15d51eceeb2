// Pods that a node threw out for want of memory or disk; they stay behind as Failed until somebody deletes them.
import { count, span } from "#src/base/text.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

/** After a day the record of an eviction says nothing about how the node is. */
const recentMs = 24 * 3_600_000;

export default defineRule({
  alert: "KubeNodeEviction",
  severity: "info",
  for: "0s",
  detect: ({ snapshot: { pods }, now }) => {
    const evicted = sortedPods(pods).suspect.filter(
      ({ phase, reason, endedAt = now }) =>
        phase === "Failed" && reason === "Evicted" && now - endedAt <= recentMs,
    );
    return [...Map.groupBy(evicted, ({ node }) => node)].map(([node, gone]) => ({ node, gone }));
  },
  subject: ({ node }) => ({ kind: "Node", name: node }),
  since: ({ gone }) => lastOf(gone),
  summary: ({ node, gone }, now) => {
    const last = lastOf(gone);
    const when = last === undefined ? "" : `, the last one ${span(Math.max(0, now - last))} ago`;
    return `${node} evicted ${count(gone.length, "pod")}${when}`;
  },
  remedies: ({ node }) => [`pod list --unhealthy --node=${node}`, "pod clean"],
});

/** Undefined where no status says: a kubelet that takes a pod in only to reject it writes no time of its own. */
function lastOf(gone: readonly Pod[]): number | undefined {
  const times = gone.map(({ endedAt }) => endedAt).filter((at) => at !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}
