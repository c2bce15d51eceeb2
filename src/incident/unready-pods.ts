// Pods that should run and do not, and what is in the way, so that one rule tells of each.
import { lostNodes } from "#src/kubeadm/components.ts";
import { byController, controllerOf, type Group } from "#src/kubeadm/controller.ts";
import { isCrashing } from "#src/kubeadm/crashing.ts";
import { isPassing, unwellSince } from "#src/kubeadm/passing.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import type { Sight } from "./sight.ts";

/** Nobody scheduled it; a container cannot be made, for want of its image as a rule; or anything else. */
export type Obstacle = "unscheduled" | "waiting" | "not ready";

/** One group for each workload, the oldest first. The pods of a silent node are the node's problem. */
export function unreadyPods({ snapshot, now }: Sight, obstacle: Obstacle): readonly Group<Pod>[] {
  const lost = lostNodes(snapshot.nodes);
  const found = sortedPods(snapshot.pods)
    .suspect.filter(
      (pod) =>
        !isWell(pod) &&
        !lost.has(pod.node) &&
        shouldBeReady(pod, now) &&
        obstacleOf(pod) === obstacle &&
        !isPassing(pod, now),
    )
    .sort((a, b) => unwellSince(a) - unwellSince(b));
  return byController(found, (pod) => pod);
}

/** `3 pods of shop/web have been Pending for 20 min`. */
export function sayUnready([pod, ...others]: Group<Pod>, span: (ms: number) => string, now: number): string {
  const who =
    others.length > 0
      ? `${others.length + 1} pods of ${pod.namespace}/${controllerOf(pod).name} have`
      : `${pod.namespace}/${pod.name} has`;
  return `${who} been ${healthOf(pod).state} for ${span(Math.max(0, now - unwellSince(pod)))}`;
}

/** Most are, and this is asked first: of thousands, at every look. */
function isWell({ phase, ready, deletedAt }: Pod): boolean {
  return (
    phase === "Succeeded" || phase === "Failed" || (ready && phase === "Running" && deletedAt === undefined)
  );
}

/** A job's pod need not become ready, and a crash loop is told as such. */
function shouldBeReady(pod: Pod, now: number): boolean {
  if (pod.owner?.kind === "Job" && pod.phase === "Running" && pod.deletedAt === undefined) return false;
  return !pod.containers.some((container) => isCrashing(container, now));
}

const starting = ["", "ContainerCreating", "PodInitializing", "CrashLoopBackOff"];

function obstacleOf({ node, phase, deletedAt, containers }: Pod): Obstacle {
  if (deletedAt !== undefined) return "not ready";
  if (node === "" && phase === "Pending") return "unscheduled";
  const waits = containers.some(({ state, reason }) => state === "waiting" && !starting.includes(reason));
  return waits ? "waiting" : "not ready";
}
