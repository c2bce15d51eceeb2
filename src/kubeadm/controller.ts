// Whose pod it is: the workload that people know it by, and that makes a new one when it goes.
import type { Pod } from "#src/kubernetes/objects.ts";

export type Controller = { readonly kind: string; readonly namespace: string; readonly name: string };

/** Pods as they are watched and as they are read fresh: both keep the label of the template. */
type Owned = Pick<Pod, "namespace" | "name" | "owner" | "labels">;

/** The hash that a Deployment gives its ReplicaSets, in the label and at the end of their names. */
const templateHash = "pod-template-hash";
/** A CronJob names its Jobs after the minute they were due. */
const scheduled = /-\d{8,}$/;

/** The Deployment of a ReplicaSet, the CronJob of a Job; a static pod, or one that nobody controls, is its own. */
export function controllerOf({ namespace, name, owner, labels }: Owned): Controller {
  if (!owner || owner.kind === "Node") return { kind: "Pod", namespace, name };
  const suffix = `-${labels[templateHash]}`;
  if (owner.kind === "ReplicaSet" && owner.name.endsWith(suffix)) {
    return { kind: "Deployment", namespace, name: owner.name.slice(0, -suffix.length) };
  }
  if (owner.kind === "Job" && scheduled.test(owner.name)) {
    return { kind: "CronJob", namespace, name: owner.name.replace(scheduled, "") };
  }
  return { kind: owner.kind, namespace, name: owner.name };
}

/** `Deployment shop/web`. */
export function sayController({ kind, namespace, name }: Controller): string {
  return `${kind} ${namespace}/${name}`;
}

/** Pods by the workload behind them; never an empty group. */
export function byController<T>(found: readonly T[], podOf: (found: T) => Owned): readonly Group<T>[] {
  const groups = Map.groupBy(found, (each) => sayController(controllerOf(podOf(each))));
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));
}

export type Group<T> = readonly [T, ...T[]];

/** `shop/web-5d4f8-abcde`. */
export function sayPod({ namespace, name }: Pick<Pod, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}
