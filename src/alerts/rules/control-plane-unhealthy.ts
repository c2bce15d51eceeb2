// A part of the control plane that is missing or not ready on a node that should run it.
import { controlPlaneOf } from "#src/kubeadm/components.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeControlPlaneComponentDown",
  severity: "critical",
  for: "2m",
  detect: ({ nodes, pods }) => controlPlaneOf(nodes, pods).filter(({ ready }) => !ready),
  subject: ({ component, node }) => ({ kind: "Pod", namespace: "kube-system", name: `${component}-${node}` }),
  summary: ({ component, node, pod }) => `${component} on ${node} is ${pod ? "not ready" : "missing"}`,
  remedies: ({ component, node, pod }) =>
    pod ? [`pod logs kube-system/${component}-${node}`] : [`node show ${node}`],
});
