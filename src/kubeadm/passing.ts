// What a pod does in passing: it starts, or ends, and nobody need look yet.
import type { Pod } from "#src/kubernetes/objects.ts";
import { healthOf } from "./pod-health.ts";

/** Starting and ending take longer than this only when something is in the way. */
const passingMs = 60_000;
const inPassing = /^(Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|Terminating|SchedulingGated)$/;

/** A pod that is not well yet, or no more, without anything having gone wrong. */
export function isPassing(pod: Pod, now: number): boolean {
  const { healthy, state } = healthOf(pod);
  if (healthy) return false;
  // A gate is its owner's wish, for as long as it stands.
  if (state === "SchedulingGated") return true;
  if (pod.deletedAt === undefined && (pod.unscheduledBecause !== "" || diedYoung(pod, now))) return false;
  const starts = state === "NotReady" && now - pod.createdAt < passingMs;
  return starts || (inPassing.test(state) && now - unwellSince(pod) < passingMs);
}

/** One of its containers has failed within the pod's first minute: between two tries it looks as if it only started. */
function diedYoung({ createdAt, containers }: Pod, now: number): boolean {
  return (
    now - createdAt < passingMs && containers.some(({ last }) => last !== undefined && last.exitCode !== 0)
  );
}

/** Since when it is as it is. One that was ready until it was deleted has only been waiting since then. */
export function unwellSince({ readySince, deletedAt }: Pod): number {
  // The API server writes by when the pod should be gone, not when somebody asked.
  return Math.max(readySince, deletedAt ?? 0);
}
