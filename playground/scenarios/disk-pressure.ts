// The worker's disk is full: condition, taint, and a pod that had to go.
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { type Fields, type KubeObject, listAt, textAt, timestamp } from "../cluster/object.ts";
import type { Scenario } from "./scenario.ts";

const NODE = "worker1";
const TAINT = "node.kubernetes.io/disk-pressure";
const EVICTED =
  "The node was low on resource: ephemeral-storage. Threshold quantity: 10970539481, available: 8123412Ki. Container jellyfin was using 21474836Ki, request is 0, has larger consumption of ephemeral-storage. ";

export default {
  name: "disk-pressure",
  title: "Disk full on worker1",
  description: "worker1 runs out of disk: jellyfin is evicted and nothing new may start there.",
  begin: async (cluster) => {
    const node = cluster.store.get("nodes", undefined, NODE);
    if (node === undefined || hasPressure(node)) return;
    setPressure(cluster, node, "True");
    const reclaim = "Attempting to reclaim ephemeral-storage";
    cluster.event({ object: node, type: "Warning", reason: "EvictionThresholdMet", message: reclaim });
    const message = `Node ${NODE} status is now: NodeHasDiskPressure`;
    cluster.event({ object: node, reason: "NodeHasDiskPressure", message });
    for (const pod of cluster.store.list("pods", "media")) evict(cluster, pod);
    cluster.settle();
  },
  end: async (cluster) => {
    const node = cluster.store.get("nodes", undefined, NODE);
    if (node === undefined || !hasPressure(node)) return;
    setPressure(cluster, node, "False");
    for (const pod of cluster.store.list("pods", "media")) {
      if (textAt(pod, "status.reason") === "Evicted")
        cluster.store.remove("pods", "media", pod.metadata.name);
    }
    cluster.settle();
  },
} satisfies Scenario;

function hasPressure(node: KubeObject): boolean {
  return listAt(node, "spec.taints").some(({ key }) => key === TAINT);
}

function setPressure(cluster: SimulatedCluster, node: KubeObject, status: "True" | "False"): void {
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

function evict(cluster: SimulatedCluster, pod: KubeObject): void {
  if (textAt(pod, "spec.nodeName") !== NODE) return;
  const lastTransitionTime = timestamp(cluster.now());
  const status = {
    phase: "Failed",
    reason: "Evicted",
    message: EVICTED,
    startTime: textAt(pod, "status.startTime"),
    hostIP: textAt(pod, "status.hostIP"),
    qosClass: textAt(pod, "status.qosClass"),
    // As the kubelet's eviction manager and status manager write it (test/fixtures/kubernetes has one).
    conditions: [
      {
        type: "DisruptionTarget",
        status: "True",
        lastTransitionTime,
        reason: "TerminationByKubelet",
        message: EVICTED,
      },
      ...listAt(pod, "status.conditions").map((condition) =>
        condition.type === "Ready"
          ? { ...condition, status: "False", reason: "PodFailed", lastTransitionTime }
          : condition,
      ),
    ],
  };
  cluster.event({ object: pod, type: "Warning", reason: "Evicted", message: EVICTED });
  cluster.store.put({ ...pod, status });
}
