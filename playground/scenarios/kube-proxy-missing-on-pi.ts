// Somebody pinned kube-proxy to amd64, so the Raspberry Pi has none.
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { labelsAt, withAt } from "../cluster/object.ts";
import type { Scenario } from "./scenario.ts";

const ARCH = "kubernetes.io/arch";
const SELECTOR = "spec.template.spec.nodeSelector";

export default {
  name: "kube-proxy-missing-on-pi",
  title: "kube-proxy missing on the Pi",
  description: "The kube-proxy DaemonSet is pinned to amd64: services cannot be reached from pi-1.",
  begin: async (cluster) => select(cluster, { [ARCH]: "amd64" }),
  end: async (cluster) => select(cluster, {}),
} satisfies Scenario;

function select(cluster: SimulatedCluster, pin: Readonly<Record<string, string>>): void {
  const daemonSet = cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  if (daemonSet === undefined) return;
  const { [ARCH]: _pinned, ...rest } = labelsAt(daemonSet, SELECTOR);
  cluster.store.put(withAt(daemonSet, SELECTOR, { ...rest, ...pin }));
  cluster.settle();
}
