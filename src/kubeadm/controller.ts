// Which workload keeps a pod: what people call it, and what makes a new one when it goes.
import type { PodFacts } from "#src/kubernetes/facts.ts";

export type Controller = { readonly kind: string; readonly namespace: string; readonly name: string };

type Owned = Pick<PodFacts, "namespace" | "name" | "owner" | "labels">;

/** The hash that a Deployment gives its ReplicaSets, in the label and at the end of their names. */
const templateHash = "pod-template-hash";
/** A CronJob names its Jobs after the minute they were due. */
const scheduled = /-\d{8,}$/;

/** The Deployment of a ReplicaSet, the CronJob of a Job; a pod that nobody controls is its own. */
export function controllerOf({ namespace, name, owner, labels }: Owned): Controller {
  if (!owner) return { kind: "Pod", namespace, name };
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

/** `shop/web-5d4f8-abcde`. */
export function sayPod({ namespace, name }: Pick<PodFacts, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}
