// CoreDNS is asked to have no pod at all, as somebody leaves it who has scaled it down: names do not resolve anywhere in the cluster.
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "CoreDNSScaledToZero",
  severity: "critical",
  for: "1m",
  needs: ["workloads"],
  detect: ({ snapshot: { pods } }, { workloads }) =>
    // Pods that are left, or another server of names in its place, are judged by whether they are ready.
    sortedPods(pods).coreDns.length > 0
      ? []
      : workloads.filter(
          ({ kind, namespace, name, desired }) =>
            kind === "Deployment" && namespace === "kube-system" && name === "coredns" && desired === 0,
        ),
  subject: ({ namespace, name }) => ({ kind: "Deployment", namespace, name }),
  summary: () =>
    "CoreDNS is scaled to 0 pods: names in the cluster do not resolve; kubectl --namespace kube-system scale deployment coredns --replicas=2 brings them back",
  remedies: () => ["workload list kube-system"],
});
