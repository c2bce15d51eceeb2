// A pod's state in kubectl's words, and whether somebody should look at it.
import type { Container, Pod } from "./objects.ts";

export type PodHealth = {
  /** What kubectl prints under STATUS: `Running`, `CrashLoopBackOff`, `Init:Error`, `Completed`, `Evicted`, ... */
  readonly state: string;
  readonly healthy: boolean;
  readonly restarts: number;
  readonly readyContainers: number;
  readonly containers: number;
};

/** Follows kubectl's printPod (k8s.io/kubernetes/pkg/printers/internalversion/printers.go) for the states people meet. */
export function healthOf(pod: Pod): PodHealth {
  const app = pod.containers.filter(({ init }) => !init);
  const state = stateOf(pod, app);
  const done = pod.phase === "Succeeded" || state === "Completed";
  return {
    state,
    healthy: done || (pod.phase === "Running" && pod.ready && pod.deletedAt === undefined),
    restarts: Math.max(0, ...pod.containers.map(({ restarts }) => restarts)),
    readyContainers: app.filter(({ ready }) => ready).length,
    containers: app.length,
  };
}

function stateOf(pod: Pod, app: readonly Container[]): string {
  if (pod.deletedAt !== undefined) return pod.reason === "NodeLost" ? "Unknown" : "Terminating";
  if (pod.reason) return pod.reason;
  const init = pod.containers.find((each) => each.init && !each.ready && isStuck(each));
  if (init) return `Init:${init.reason || init.state}`;
  const troubled = app.findLast(isStuck);
  if (troubled && !(troubled.reason === "Completed" && app.some(({ state }) => state === "running"))) {
    return troubled.reason || (troubled.exitCode === undefined ? pod.phase : `ExitCode:${troubled.exitCode}`);
  }
  return pod.phase === "Running" && !pod.ready ? "NotReady" : pod.phase;
}

function isStuck({ state, reason }: Container): boolean {
  return (state === "waiting" && reason !== "" && reason !== "PodInitializing") || state === "terminated";
}
