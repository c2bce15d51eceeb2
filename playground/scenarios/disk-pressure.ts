// The worker's disk is full: condition, taint, and a pod that had to go.
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { hasDiskPressure, setDiskPressure } from "../cluster/disk-pressure.ts";
import { type KubeObject, listAt, textAt, timestamp } from "../cluster/object.ts";
import { image } from "../hosts/disk.ts";
import type { Scenario } from "./scenario.ts";

const NODE = "worker1";
/** Of jellyfin, before its last update. */
const OLD = image("a11d", "docker.io/jellyfin/jellyfin:10.10.7", 912_680_550);
const EVICTED =
  "The node was low on resource: ephemeral-storage. Threshold quantity: 10970539481, available: 8123412Ki. Container jellyfin was using 21474836Ki, request is 0, has larger consumption of ephemeral-storage. ";

export default {
  name: "disk-pressure",
  title: "Disk full on worker1",
  description: "worker1 runs out of disk: jellyfin is evicted and nothing new may start there.",
  begin: async (cluster, machines) => {
    const disk = machines?.host(NODE).machine.disk;
    if (disk && !disk.images.includes(OLD)) disk.images = [...disk.images, OLD];
    disk?.fillTo(4_200_000_000);
    const node = cluster.store.get("nodes", undefined, NODE);
    if (node === undefined || hasDiskPressure(node)) return;
    setDiskPressure(cluster, NODE, "True");
    const reclaim = "Attempting to reclaim ephemeral-storage";
    cluster.event({ object: node, type: "Warning", reason: "EvictionThresholdMet", message: reclaim });
    const message = `Node ${NODE} status is now: NodeHasDiskPressure`;
    cluster.event({ object: node, reason: "NodeHasDiskPressure", message });
    for (const pod of cluster.store.list("pods", "media")) evict(cluster, pod);
    cluster.settle();
  },
  end: async (cluster, machines) => {
    machines?.host(NODE).machine.disk.empty();
    const node = cluster.store.get("nodes", undefined, NODE);
    if (node === undefined || !hasDiskPressure(node)) return;
    setDiskPressure(cluster, NODE, "False");
    for (const pod of cluster.store.list("pods", "media")) {
      if (textAt(pod, "status.reason") === "Evicted")
        cluster.store.remove("pods", "media", pod.metadata.name);
    }
    cluster.settle();
  },
} satisfies Scenario;

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
