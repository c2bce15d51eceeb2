// A node's disk is full, or is so no more: its condition, and the taint that comes with it.
import type { SimulatedCluster } from "./cluster.ts";
import { type Fields, type KubeObject, listAt, timestamp } from "./object.ts";

const TAINT = "node.kubernetes.io/disk-pressure";

export function hasDiskPressure(node: KubeObject): boolean {
  return listAt(node, "spec.taints").some(({ key }) => key === TAINT);
}

export function setDiskPressure(cluster: SimulatedCluster, name: string, status: "True" | "False"): void {
  const node = cluster.store.get("nodes", undefined, name);
  if (!node || hasDiskPressure(node) === (status === "True")) return;
  const isFull = status === "True";
  const word = isFull
    ? { reason: "KubeletHasDiskPressure", message: "kubelet has disk pressure" }
    : { reason: "KubeletHasNoDiskPressure", message: "kubelet has no disk pressure" };
  const now = timestamp(cluster.now());
  const conditions = listAt(node, "status.conditions").map((condition) =>
    condition.type === "DiskPressure"
      ? { ...condition, ...word, status, lastTransitionTime: now, lastHeartbeatTime: now }
      : condition,
  );
  const others = listAt(node, "spec.taints").filter(({ key }) => key !== TAINT);
  const taints = isFull ? [...others, { key: TAINT, effect: "NoSchedule", timeAdded: now }] : others;
  const { taints: _taints, ...spec } = node.spec as Fields & { readonly taints?: unknown };
  cluster.store.put({
    ...node,
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
    status: { ...(node.status as Fields), conditions },
  });
}
