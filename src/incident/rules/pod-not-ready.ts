// Pods that should run and do not: they cannot be scheduled or pulled, are not ready or do not go, one problem per workload.

import { span } from "#src/base/text.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { byController, controllerOf } from "#src/kubeadm/controller.ts";
import { isCrashing } from "#src/kubeadm/crashing.ts";
import { isPassing, unwellSince } from "#src/kubeadm/passing.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubePodNotReady",
  severity: "warning",
  for: "15m",
  detect: ({ snapshot: { nodes, pods }, now }) => {
    // The pods of a silent node are the node's problem.
    const lost = lostNodes(nodes);
    const waiting = pods
      .filter((pod) => !lost.has(pod.node) && shouldBeReady(pod, now) && !isPassing(pod, now))
      .sort((a, b) => unwellSince(a) - unwellSince(b));
    return byController(waiting, (pod) => pod);
  },
  subject: ([pod]) => controllerOf(pod),
  nodes: (pods) => [...new Set(pods.map(({ node }) => node).filter(Boolean))],
  since: ([pod]) => unwellSince(pod),
  summary: ([pod, ...others], now) => {
    const who =
      others.length > 0
        ? `${others.length + 1} pods of ${pod.namespace}/${controllerOf(pod).name} have`
        : `${pod.namespace}/${pod.name} has`;
    const why = pod.unscheduledBecause ? `: ${pod.unscheduledBecause}` : "";
    return `${who} been ${healthOf(pod).state} for ${span(Math.max(0, now - unwellSince(pod)))}${why}`;
  },
  remedies: ([pod]) => [`pod show ${pod.namespace}/${pod.name}`],
});

/** What failed is over, a job's pod need not become ready, and a crash loop is told as such. */
function shouldBeReady(pod: Pod, now: number): boolean {
  const { healthy } = healthOf(pod);
  if (healthy || pod.phase === "Failed") return false;
  if (pod.owner?.kind === "Job" && pod.phase === "Running" && pod.deletedAt === undefined) return false;
  return !pod.containers.some((container) => isCrashing(container, now));
}
