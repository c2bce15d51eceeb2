// Somebody edited kube-proxy's tolerations away, so the control plane has none.

import type { SimulatedCluster } from "../cluster/cluster.ts";
import { withAt } from "../cluster/object.ts";
import type { Scenario } from "./scenario.ts";

export default {
  name: "kube-proxy-no-toleration",
  title: "kube-proxy missing on the control plane",
  description: "The kube-proxy DaemonSet lost its tolerations: the taint of cp1 keeps it away.",
  begin: async (cluster) => tolerate(cluster, []),
  end: async (cluster) => tolerate(cluster, [{ operator: "Exists" }]),
} satisfies Scenario;

function tolerate(cluster: SimulatedCluster, tolerations: readonly object[]): void {
  const daemonSet = cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  if (daemonSet === undefined) return;
  cluster.store.put(withAt(daemonSet, "spec.template.spec.tolerations", tolerations));
  cluster.settle();
}
