// A Node's JSON cut down to the record that Wheelhouse keeps; decode-node.ts does the same from protobuf.
import type { Condition, Node } from "../objects.ts";
import { amounts } from "./project-pod.ts";
import { shareAmounts, shareString } from "./share.ts";
import { timeOf } from "./time.ts";
import type { WireNode } from "./wire.ts";

const rolePrefix = "node-role.kubernetes.io/";

export function projectNode({ metadata, spec, status }: WireNode): Node {
  const system = status?.nodeInfo;
  return {
    name: metadata?.name ?? "",
    uid: metadata?.uid ?? "",
    createdAt: timeOf(metadata?.creationTimestamp),
    roles: rolesOf(Object.keys(metadata?.labels ?? {})),
    arch: shareString(system?.architecture ?? ""),
    machineId: system?.machineID ?? "",
    bootId: system?.bootID ?? "",
    osImage: shareString(system?.osImage ?? ""),
    kernelVersion: shareString(system?.kernelVersion ?? ""),
    runtimeVersion: shareString(system?.containerRuntimeVersion ?? ""),
    kubeletVersion: shareString(system?.kubeletVersion ?? ""),
    addresses: (status?.addresses ?? []).map(({ type, address }) => ({
      type: shareString(type ?? ""),
      address: address ?? "",
    })),
    unschedulable: spec?.unschedulable ?? false,
    taints: (spec?.taints ?? []).map(({ key, value, effect, timeAdded }) => ({
      key: shareString(key ?? ""),
      value: shareString(value ?? ""),
      effect: shareString(effect ?? ""),
      ...(timeAdded != null && { addedAt: timeOf(timeAdded) }),
    })),
    conditions: (status?.conditions ?? []).map((each) => ({
      type: shareString(each.type ?? ""),
      status: conditionStatus(each.status ?? ""),
      reason: shareString(each.reason ?? ""),
      message: shareString(each.message ?? ""),
      since: timeOf(each.lastTransitionTime),
    })),
    allocatable: shareAmounts(amounts(status?.allocatable ?? {})),
  };
}

/** The suffixes of the role labels among these label names, sorted. */
export function rolesOf(labelNames: readonly string[]): readonly string[] {
  return labelNames
    .filter((name) => name.startsWith(rolePrefix) && name.length > rolePrefix.length)
    .map((name) => shareString(name.slice(rolePrefix.length)))
    .sort();
}

export function conditionStatus(text: string): Condition["status"] {
  return text === "True" || text === "False" ? text : "Unknown";
}
