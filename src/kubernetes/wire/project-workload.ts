// The JSON of Deployments, StatefulSets, DaemonSets, Jobs and CronJobs as one kind of record.
import type { Workload } from "../objects.ts";
import { timeOf } from "./time.ts";
import type { WireContainer, WireCronJob, WireDaemonSet, WireJob, WireReplicated } from "./wire.ts";

type Counts = Pick<Workload, "desired" | "ready" | "updated" | "available" | "problem">;

export function projectReplicated(kind: "Deployment" | "StatefulSet", object: WireReplicated): Workload {
  const { spec, status } = object;
  return workload(kind, object, spec?.template?.spec?.containers, {
    desired: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    problem: problemIn(status?.conditions, isBad),
  });
}

export function projectDaemonSetWorkload(object: WireDaemonSet): Workload {
  const { spec, status } = object;
  return workload("DaemonSet", object, spec?.template?.spec?.containers, {
    desired: status?.desiredNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    available: status?.numberAvailable ?? 0,
    problem: "",
  });
}

/** Completed pods count as ready, updated and available: a finished Job shows 1/1. */
export function projectJob(object: WireJob): Workload {
  const { spec, status } = object;
  const succeeded = status?.succeeded ?? 0;
  return workload("Job", object, spec?.template?.spec?.containers, {
    desired: spec?.completions ?? spec?.parallelism ?? 1,
    ready: succeeded + (status?.ready ?? 0),
    updated: succeeded + (status?.active ?? 0),
    available: succeeded,
    problem: problemIn(
      status?.conditions,
      ({ type, status: value }) => type === "Failed" && value === "True",
    ),
  });
}

export function projectCronJob(object: WireCronJob): Workload {
  const { spec, status } = object;
  const active = status?.active?.length ?? 0;
  return workload("CronJob", object, spec?.jobTemplate?.spec?.template?.spec?.containers, {
    desired: active,
    ready: active,
    updated: active,
    available: active,
    problem: spec?.suspend ? "suspended" : "",
  });
}

type Named = Pick<WireReplicated, "metadata">;
type Containers = readonly WireContainer[] | null | undefined;

function workload(
  kind: Workload["kind"],
  { metadata }: Named,
  containers: Containers,
  counts: Counts,
): Workload {
  return {
    kind,
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    images: (containers ?? []).map((each) => each.image ?? ""),
    createdAt: timeOf(metadata?.creationTimestamp),
    ...counts,
  };
}

type Conditions = NonNullable<WireReplicated["status"]>["conditions"];
type OneCondition = NonNullable<Conditions>[number];

function problemIn(conditions: Conditions, isProblem: (each: OneCondition) => boolean): string {
  const bad = (conditions ?? []).find(isProblem);
  return bad ? bad.message || bad.reason || "" : "";
}

function isBad({ type, status }: OneCondition): boolean {
  if (type === "ReplicaFailure") return status === "True";
  return (type === "Available" || type === "Progressing") && status === "False";
}
