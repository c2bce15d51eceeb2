// Pods that should run and do not: pending, unready or not gone for a quarter of an hour, one problem per workload.

import { span } from "#src/base/text.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { byController, controllerOf } from "#src/kubeadm/controller.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

const forMs = 15 * 60_000;

export default defineRule({
  alert: "KubePodNotReady",
  severity: "warning",
  // The quarter of an hour is in the pod's own dates, so it also holds right after a start of the bot.
  for: "0s",
  detect: ({ nodes, pods, now }) => {
    // The pods of a silent node are the node's problem.
    const lost = lostNodes(nodes);
    const waiting = pods
      .filter((pod) => !lost.has(pod.node) && shouldBeReady(pod) && now - since(pod) > forMs)
      .sort((a, b) => since(a) - since(b));
    return byController(waiting, (pod) => pod);
  },
  subject: ([pod]) => controllerOf(pod),
  summary: ([pod, ...others], now) => {
    const who =
      others.length > 0
        ? `${others.length + 1} pods of ${pod.namespace}/${controllerOf(pod).name} have`
        : `${pod.namespace}/${pod.name} has`;
    const why = pod.unscheduledBecause ? `: ${pod.unscheduledBecause}` : "";
    return `${who} been ${healthOf(pod).state} for ${span(now - since(pod))}${why}`;
  },
  remedies: ([pod]) => [`pod show ${pod.namespace}/${pod.name}`],
});

/** A finished or evicted pod is over, a gated one waits for its owner, a job's pod need not become ready. */
function shouldBeReady(pod: Pod): boolean {
  const { healthy, state } = healthOf(pod);
  if (healthy || pod.phase === "Failed" || state === "SchedulingGated") return false;
  if (pod.owner?.kind === "Job" && pod.phase === "Running" && pod.deletedAt === undefined) return false;
  return !state.endsWith("CrashLoopBackOff");
}

/** A pod that was ready until it was deleted has only been waiting since then. */
function since({ readySince, deletedAt }: Pod): number {
  return Math.max(readySince, deletedAt ?? 0);
}
