// A DaemonSet that runs on fewer nodes than it should, for reasons other than the nodes.
import { cnisOf, isReady } from "#src/kubeadm/components.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeDaemonSetRolloutStuck",
  severity: "warning",
  for: "15m",
  detect: ({ snapshot: { nodes, daemonSets } }) => {
    const lost = nodes.filter((node) => !isReady(node)).length;
    // KubeDaemonSetNotScheduled tells of these, node by node.
    const agents = new Set(cnisOf(daemonSets));
    return daemonSets.filter(
      (set) =>
        !agents.has(set) &&
        !(set.namespace === kubeProxy.namespace && set.name === kubeProxy.name) &&
        set.desired - set.available > lost,
    );
  },
  subject: ({ namespace, name }) => ({ kind: "DaemonSet", namespace, name }),
  summary: ({ namespace, name, desired, available, updated }) => {
    const rollout = updated < desired ? `, ${updated} of them updated` : "";
    return `DaemonSet ${namespace}/${name} is available on ${available} of ${desired} nodes${rollout}`;
  },
  remedies: ({ namespace }) => [`pod list ${namespace} --unhealthy`, `workload list ${namespace}`],
});
