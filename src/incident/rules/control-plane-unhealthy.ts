// A part of the control plane that is missing or not ready on a node that should run it.
import { controlPlaneOf, isReady } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeControlPlaneComponentDown",
  severity: "critical",
  for: "2m",
  detect: ({ snapshot: { nodes, pods } }) => {
    // On a node that is down everything is down, and KubeNodeNotReady says so.
    const alerting = new Set(
      nodes.filter((node) => !isReady(node) && !node.unschedulable).map(({ name }) => name),
    );
    return controlPlaneOf(nodes, pods).filter(({ ready, node }) => !ready && !alerting.has(node));
  },
  subject: ({ component, node }) => ({ kind: "Pod", namespace: "kube-system", name: `${component}-${node}` }),
  nodes: ({ node }) => [node],
  summary: ({ component, node, pod }) => `${component} is ${pod ? "not ready" : "missing"} on ${node}`,
  remedies: ({ node, pod }) =>
    pod
      ? [`pod logs ${pod.namespace}/${pod.name}`, `pod show ${pod.namespace}/${pod.name}`]
      : ["control-plane show", `node show ${node}`],
});
