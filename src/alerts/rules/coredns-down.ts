// No CoreDNS pod is ready: names do not resolve anywhere in the cluster.
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "CoreDNSDown",
  severity: "critical",
  for: "1m",
  detect: ({ pods }) => {
    const dns = pods.filter(({ labels }) => labels["k8s-app"] === "kube-dns");
    return dns.length > 0 && dns.every(({ ready }) => !ready) ? [dns] : [];
  },
  subject: () => ({ kind: "Deployment", namespace: "kube-system", name: "coredns" }),
  summary: (dns) => `None of the ${dns.length} CoreDNS pods is ready: cluster names do not resolve`,
  remedies: (dns) => dns.slice(0, 1).map(({ namespace, name }) => `pod logs ${namespace}/${name} --previous`),
});
