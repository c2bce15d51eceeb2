// Somebody gave kube-proxy an image of one architecture, as old guides say; on the Raspberry Pi it dies.

import type { SimulatedCluster } from "../cluster/cluster.ts";
import { listAt, withAt } from "../cluster/object.ts";
import type { Scenario } from "./scenario.ts";

const CONTAINERS = "spec.template.spec.containers";

export default {
  name: "kube-proxy-amd64-image",
  title: "amd64 kube-proxy on the Pi",
  description:
    "The kube-proxy DaemonSet uses an image for amd64 only: on pi-1 it crashes with an exec format error.",
  begin: async (cluster) => useImage(cluster, "kube-proxy-amd64"),
  end: async (cluster) => useImage(cluster, "kube-proxy"),
} satisfies Scenario;

function useImage(cluster: SimulatedCluster, image: string): void {
  const daemonSet = cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  if (daemonSet === undefined) return;
  const containers = listAt(daemonSet, CONTAINERS).map((container) => ({
    ...container,
    image: String(container.image).replace(/kube-proxy(-amd64)?:/, `${image}:`),
  }));
  cluster.store.put(withAt(daemonSet, CONTAINERS, containers));
  cluster.settle();
}
