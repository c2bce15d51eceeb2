// What a restart does to whoever uses the workload.

import { count } from "#src/base/text.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { controllerOf, sayController } from "../controller.ts";
import { dueOf } from "./rollout-progress.ts";

export function restartImpact(rollout: Rollout): readonly string[] {
  const { kind, ready, partition } = rollout;
  const due = dueOf(rollout);
  return [
    `${count(due, "pod")} of ${kind} ${rollout.namespace}/${rollout.name} ${due === 1 ? "is replaced by a new one" : "are replaced by new ones"} of the same template; ${ready} ready now.`,
    order(rollout),
    ...(partition > 0
      ? [
          `Its rollingUpdate.partition is ${partition}: the ${count(partition, "pod")} with the lowest numbers ${partition === 1 ? "stays as it is" : "stay as they are"} until somebody lowers it.`,
        ]
      : []),
  ];
}

function order({ kind, strategy, desired, maxUnavailable }: Rollout): string {
  if (strategy === "Recreate") return "Recreate: all old ones end before the first new one begins.";
  if (kind === "StatefulSet")
    return (maxUnavailable || "1") === "1"
      ? "One after the other, the highest number first, each once the one before is ready."
      : `The highest numbers first, at most ${maxUnavailable} of them missing at a time.`;
  const most = maxUnavailable || (kind === "DaemonSet" ? "1" : "25%");
  if (kind === "DaemonSet")
    return `RollingUpdate: the old one of a node ends before its new one begins, at most ${most} at a time.`;
  return unavailable(most, desired) === 0
    ? "RollingUpdate: a new one is ready before an old one ends."
    : `RollingUpdate: at most ${most} of them may be missing at a time.`;
}

/** Of a Deployment's maxUnavailable, percentages are rounded down. */
function unavailable(text: string, desired: number): number {
  return text.endsWith("%") ? Math.floor((Number.parseInt(text, 10) * desired) / 100) : Number(text);
}

export function restartWarnings(rollout: Rollout, { self }: { readonly self: boolean }): readonly string[] {
  const { kind, strategy, desired, ready, maxUnavailable } = rollout;
  const isDown =
    strategy === "Recreate" ||
    (desired === 1 && (kind !== "Deployment" || unavailable(maxUnavailable || "25%", 1) > 0));
  return [
    isDown && kind !== "DaemonSet" ? "Nothing of it runs in between." : "",
    ready < desired
      ? `Only ${ready} of ${desired} are ready now; a restart that cannot get them ready stops halfway.`
      : "",
    self
      ? "This is Wheelhouse itself: I am silent until it runs again, and then look whether it is done."
      : "",
  ].filter((line) => line !== "");
}

/** Whether the pod is one of the workload's. */
export function keeps({ kind, namespace, name }: Rollout, pod: Pod): boolean {
  return sayController(controllerOf(pod)) === sayController({ kind, namespace, name });
}
