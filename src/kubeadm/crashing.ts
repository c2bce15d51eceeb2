// Whether a container crashes again and again.
import type { Container } from "#src/kubernetes/objects.ts";

/** The kubelet waits five minutes at most before the next try. */
const recentMs = 5 * 60_000;
const often = 3;

/** Between two crashes a container runs for a moment; it still counts then. */
export function isCrashing({ state, reason, restarts, last, exitCode }: Container, now: number): boolean {
  if (state === "waiting") return reason === "CrashLoopBackOff";
  if (restarts < often) return false;
  if (state === "terminated") return exitCode !== 0;
  return last !== undefined && last.exitCode !== 0 && now - last.finishedAt < recentMs;
}
