// No CoreDNS pod is ready: names do not resolve anywhere in the cluster.

import { count } from "#src/base/text.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "CoreDNSDown",
  severity: "critical",
  for: "1m",
  detect: ({ snapshot: { nodes, pods } }) => {
    const lost = lostNodes(nodes);
    const dns = sortedPods(pods).coreDns.filter(({ phase }) => phase !== "Failed");
    const [first, ...others] = dns;
    return first && dns.every(({ ready, node }) => !ready || lost.has(node))
      ? [[first, ...others] as const]
      : [];
  },
  subject: () => ({ kind: "Deployment", namespace: "kube-system", name: "coredns" }),
  summary: (dns) =>
    `No CoreDNS pod is ready (${count(dns.length, "pod")} known): names in the cluster do not resolve`,
  remedies: ([{ namespace, name, containers }]) => [
    ...(containers.some(({ last }) => last) ? [`pod logs ${namespace}/${name} --previous`] : []),
    `pod show ${namespace}/${name}`,
  ],
});
