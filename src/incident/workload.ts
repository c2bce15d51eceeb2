// The workload behind a pod: what stays the same when its pods are replaced.
import type { Pod } from "#src/kubernetes/objects.ts";
import type { Subject } from "./rule.ts";

/** Deployments and CronJobs are read off the names that their controllers give to ReplicaSets and Jobs. */
export function workloadOf({ owner, namespace, name }: Pod): Subject {
  if (!owner || owner.kind === "Node") return { kind: "Pod", namespace, name };
  // <deployment>-<hash of the template>: another hash with each rollout.
  if (owner.kind === "ReplicaSet")
    return { kind: "Deployment", namespace, name: cut(owner.name, /-[a-z0-9]+$/) };
  // <cronjob>-<minutes since 1970>: another number with each run.
  if (owner.kind === "Job" && runNumber.test(owner.name))
    return { kind: "CronJob", namespace, name: cut(owner.name, runNumber) };
  return { kind: owner.kind, namespace, name: owner.name };
}

const runNumber = /-\d{8}$/;

/** Pods by the workload behind them; never an empty group. */
export function byWorkload<T>(found: readonly T[], podOf: (found: T) => Pod): readonly Group<T>[] {
  const groups = Map.groupBy(found, (each) => {
    const { kind, namespace, name } = workloadOf(podOf(each));
    return `${kind}/${namespace}/${name}`;
  });
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));
}

export type Group<T> = readonly [T, ...T[]];

function cut(name: string, end: RegExp): string {
  return name.replace(end, "");
}
