// A pod that failed and that nobody replaces: it has no controller, so whatever it was for is not done.
import { span } from "#src/base/text.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import { defineRule } from "../rule.ts";

/** Later it is a record, and nobody's news. */
const recentMs = 24 * 3_600_000;

export default defineRule({
  alert: "KubePodFailed",
  severity: "info",
  for: "5m",
  detect: ({ snapshot: { pods }, now }) =>
    sortedPods(pods).suspect.filter(
      ({ phase, owner, reason, endedAt, readySince }) =>
        phase === "Failed" &&
        owner === undefined &&
        // Evictions are told by their node.
        reason !== "Evicted" &&
        now - (endedAt ?? readySince) <= recentMs,
    ),
  subject: ({ namespace, name }) => ({ kind: "Pod", namespace, name }),
  nodes: ({ node }) => (node ? [node] : []),
  since: ({ endedAt, readySince }) => endedAt ?? readySince,
  summary: ({ namespace, name, reason, containers, endedAt, readySince }, now) => {
    const failed = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
    const why = failed ? `: container ${failed.name}, exit code ${failed.exitCode}` : reason && `: ${reason}`;
    const ago = span(Math.max(0, now - (endedAt ?? readySince)));
    return `${namespace}/${name} failed ${ago} ago${why}; it has no controller, so nothing replaces it`;
  },
  remedies: ({ namespace, name }) => [`pod logs ${namespace}/${name}`, `pod show ${namespace}/${name}`],
});
