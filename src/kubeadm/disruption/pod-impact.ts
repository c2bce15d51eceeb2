// What deleting one pod does to whoever depends on it.

import type { Self } from "#src/base/self.ts";
import { count, few, span } from "#src/base/text.ts";
import type { DisruptionBudget, PodFacts } from "#src/kubernetes/facts.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { isReady } from "../components.ts";
import { controllerOf, sayController } from "../controller.ts";
import { isFinished } from "../pod-health.ts";
import { guards, sayBudget } from "./budgets.ts";
import { hostFolders } from "./volumes.ts";

export type PodDeletion = {
  readonly pod: PodFacts;
  /** Of its namespace. */
  readonly budgets: readonly DisruptionBudget[];
  readonly nodes: readonly Node[];
  /** All of the cluster. */
  readonly pods: readonly Pod[];
  readonly force: boolean;
  readonly self: Self | undefined;
};

export function podImpact(deletion: PodDeletion): readonly string[] {
  const { pod, force } = deletion;
  const ending = force
    ? "It is taken out of the API at once."
    : `It gets up to ${span(pod.graceSeconds * 1_000)} to end.`;
  const data = pod.volumes.some(({ kind }) => kind === "emptyDir")
    ? ["The data of its emptyDir volumes is deleted with it."]
    : [];
  return [
    isFinished(pod) ? "It has finished: its record and log are deleted." : ending,
    replacement(pod),
    ...meanwhile(deletion),
    ...data,
  ];
}

function replacement(pod: PodFacts): string {
  const said = sayController(controllerOf(pod));
  switch (pod.owner?.kind) {
    case undefined:
      return "Nothing makes it anew: it is gone for good.";
    case "StatefulSet":
      return `${said} makes it anew, with the same name and volumes, where those can be reached.`;
    case "DaemonSet":
      return `${said} makes a new one on ${pod.node}.`;
    case "Job":
      return isFinished(pod)
        ? `${said} keeps its result.`
        : `${said} begins it anew on any node that fits, if it has tries left.`;
    default:
      return `${said} makes a new one, with another name, on any node that fits.`;
  }
}

function meanwhile(deletion: PodDeletion): readonly string[] {
  const others = othersReady(deletion);
  if (others === undefined || others === 0) return [];
  return [`${count(others, "other pod")} of it ${others === 1 ? "is" : "are"} ready meanwhile.`];
}

/** How many pods of its Deployment or StatefulSet go on; undefined where nobody misses it, or others cannot stand in. */
function othersReady({ pod, pods }: PodDeletion): number | undefined {
  const { kind } = controllerOf(pod);
  if (!pod.ready || (kind !== "Deployment" && kind !== "StatefulSet")) return undefined;
  const own = sayController(controllerOf(pod));
  return pods.filter(
    (each) =>
      each.uid !== pod.uid &&
      each.ready &&
      each.deletedAt === undefined &&
      sayController(controllerOf(each)) === own,
  ).length;
}

export function podWarnings(deletion: PodDeletion): readonly string[] {
  const { pod, budgets, nodes, force, self } = deletion;
  const node = nodes.find(({ name }) => name === pod.node);
  const silent = node !== undefined && !isReady(node);
  const closed = budgets
    .filter((budget) => guards(budget, pod) && pod.ready && budget.disruptionsAllowed === 0)
    .map(sayBudget);
  const folders = hostFolders(pod);
  return [
    pod.namespace === self?.namespace && pod.name === self.pod
      ? "This is Wheelhouse itself: I am silent until it runs again, and then look whether it is done."
      : "",
    closed.length > 0
      ? `Budget ${few(closed, 3)} allows no disruption now, and a deletion does not ask it.`
      : "",
    force && pod.owner?.kind === "StatefulSet"
      ? `${pod.node} may still run it when its successor starts: two that write the same data.`
      : "",
    force && pod.owner?.kind !== "StatefulSet" && pod.node !== ""
      ? `${pod.node} may go on running its containers for a while; nobody waits for that.`
      : "",
    silent && !force
      ? `${pod.node} is not ready: nobody there ends the pod, so it stays Terminating. --force only takes its record away.`
      : "",
    folders.length > 0 && pod.owner !== undefined && pod.owner.kind !== "DaemonSet"
      ? `It uses ${few(folders, 3)} of ${pod.node}; on another node it finds that node's own.`
      : "",
    othersReady(deletion) === 0
      ? `No other pod of ${sayController(controllerOf(pod))} is ready: nothing of it runs until the new one does.`
      : "",
  ].filter((line) => line !== "");
}
