// A Pod's JSON cut down to the record that Wheelhouse keeps; decode-pod.ts does the same from protobuf.

import type { Amounts, Container, Pod } from "../objects.ts";
import { containersOf } from "./containers.ts";
import { parseQuantity } from "./quantity.ts";
import { podRequests } from "./requests.ts";
import { shareLabels, shareOwner, shareString } from "./share.ts";
import { timeOf } from "./time.ts";
import type {
  WireContainer,
  WireContainerStatus,
  WireMeta,
  WirePod,
  WirePodSpec,
  WireRequirements,
} from "./wire.ts";

/** Labels that say which component or Deployment a pod belongs to; the others are not kept. */
export const componentLabels: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "k8s-app",
  "component",
  "app",
  "app.kubernetes.io/name",
]);

export function projectPod({ metadata, spec, status }: WirePod): Pod {
  const createdAt = timeOf(metadata?.creationTimestamp);
  const ready = status?.conditions?.find((each) => each.type === "Ready");
  const scheduled = status?.conditions?.find((each) => each.type === "PodScheduled");
  const ended = status?.phase === "Failed" ? endOf(status) : 0;
  const unscheduled = scheduled?.status === "False" ? scheduled : undefined;
  return {
    namespace: shareString(metadata?.namespace ?? ""),
    name: metadata?.name ?? "",
    uid: metadata?.uid ?? "",
    createdAt,
    deletedAt: metadata?.deletionTimestamp == null ? undefined : timeOf(metadata.deletionTimestamp),
    node: shareString(spec?.nodeName ?? ""),
    phase: shareString(status?.phase ?? ""),
    reason: shareString(status?.reason ?? ""),
    owner: ownerOf(metadata),
    labels: labelsOf(metadata),
    podIP: status?.podIP ?? "",
    ready: ready?.status === "True",
    readySince: timeOf(ready?.lastTransitionTime) || createdAt,
    ...(ended > 0 && { endedAt: ended }),
    unscheduledBecause: shareString(unscheduled?.message || unscheduled?.reason || ""),
    containers: containersOf(
      {
        names: namesOf(spec?.initContainers),
        reported: reported(status?.initContainerStatuses, true),
        sidecars: (spec?.initContainers ?? []).map((each) => each.restartPolicy === "Always"),
      },
      { names: namesOf(spec?.containers), reported: reported(status?.containerStatuses, false) },
    ),
    requests: requestsOf(spec),
  };
}

/** A kubelet that evicts sets DisruptionTarget (pkg/kubelet/eviction); the times of Ready and start may be days older. */
function endOf({ conditions, containerStatuses }: NonNullable<WirePod["status"]>): number {
  const disrupted = conditions?.find(({ type, status }) => type === "DisruptionTarget" && status === "True");
  const finished = (containerStatuses ?? []).map(({ state }) => timeOf(state?.terminated?.finishedAt));
  return timeOf(disrupted?.lastTransitionTime) || Math.max(0, ...finished);
}

function ownerOf(metadata: WireMeta | null | undefined): Pod["owner"] {
  const owner = metadata?.ownerReferences?.find((each) => each.controller);
  return owner && shareOwner({ kind: owner.kind ?? "", name: owner.name ?? "" });
}

function labelsOf(metadata: WireMeta | null | undefined): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata?.labels ?? {})) {
    if (componentLabels.has(name)) kept[name] = value;
  }
  return shareLabels(kept);
}

function namesOf(containers: readonly WireContainer[] | null | undefined): readonly string[] {
  return (containers ?? []).map((each) => each.name ?? "");
}

function reported(statuses: readonly WireContainerStatus[] | null | undefined, init: boolean): Container[] {
  return (statuses ?? []).map((status) => container(status, init));
}

function container(status: WireContainerStatus, init: boolean): Container {
  const { running, terminated, waiting } = status.state ?? {};
  const last = status.lastState?.terminated;
  return {
    name: shareString(status.name ?? ""),
    init,
    sidecar: false,
    ready: status.ready ?? false,
    restarts: status.restartCount ?? 0,
    state: terminated ? "terminated" : running ? "running" : "waiting",
    reason: shareString(terminated?.reason ?? waiting?.reason ?? ""),
    exitCode: terminated ? (terminated.exitCode ?? 0) : undefined,
    last: last
      ? {
          reason: shareString(last.reason ?? ""),
          exitCode: last.exitCode ?? 0,
          finishedAt: timeOf(last.finishedAt),
        }
      : undefined,
  };
}

function requestsOf(spec: WirePodSpec | null | undefined): Amounts {
  return podRequests({
    containers: (spec?.containers ?? []).map((each) => requested(each.resources)),
    initContainers: (spec?.initContainers ?? []).map((each) => ({
      requests: requested(each.resources),
      restartable: each.restartPolicy === "Always",
    })),
    podLevel: spec?.resources?.requests ? amounts(spec.resources.requests) : undefined,
    overhead: spec?.overhead ? amounts(spec.overhead) : undefined,
  });
}

function requested(resources: WireRequirements | null | undefined): Amounts {
  return resources?.requests ? amounts(resources.requests) : {};
}

/** Quantities by resource name as numbers in base units. */
export function amounts(quantities: Readonly<Record<string, string | number>>): Amounts {
  const result: Record<string, number> = {};
  for (const name in quantities) result[name] = parseQuantity(quantities[name] ?? "0");
  return result;
}
