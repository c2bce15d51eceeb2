// Kubelets that are newer than the API server, or older than it supports (https://kubernetes.io/releases/version-skew-policy/).
import { count, few } from "#src/base/text.ts";
import { minorOf } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { defineRule } from "../rule.ts";

/** A kubelet may be three minor versions older than its API server. */
const supported = 3;

const said = {
  newer: "newer than the API server, which is not supported",
  tooOld: `more than ${supported} minor versions older than the API server, which is not supported`,
  older: "two or three minor versions older than the API server",
} as const;

export default defineRule({
  alert: "KubeVersionMismatch",
  severity: "info",
  // An upgrade goes from node to node.
  for: "12h",
  needs: ["apiServer"],
  detect: ({ snapshot: { nodes }, cluster }, { apiServer: { version } }) => {
    const server = minorOf(version);
    if (server === undefined) return [];
    const groups = Map.groupBy(nodes, ({ kubeletVersion }) => skewOf(server, minorOf(kubeletVersion)));
    return (["newer", "tooOld", "older"] as const).flatMap((skew) => {
      const names = groups.get(skew)?.map(({ name }) => name) ?? [];
      return names.length > 0 ? [{ cluster, skew, names, version }] : [];
    });
  },
  rises: {
    of: ({ skew }) => (skew === "older" ? "info" : "warning"),
    words: "warning outside of what Kubernetes supports",
  },
  subject: ({ cluster, skew }) => ({ kind: "Cluster", name: `${cluster}/${skew}` }),
  nodes: ({ names }) => names,
  summary: ({ skew, names, version }) =>
    `${count(names.length, "kubelet")} (${few(names, 5)}) ${names.length === 1 ? "is" : "are"} ${said[skew]} (${version})`,
  remedies: () => ["node list", "status --details"],
});

function skewOf(server: number, kubelet: number | undefined): keyof typeof said | undefined {
  if (kubelet === undefined || kubelet === server) return undefined;
  if (kubelet > server) return "newer";
  // One behind is how an upgrade looks on its way, and how many a cluster lives.
  if (server - kubelet === 1) return undefined;
  return server - kubelet > supported ? "tooOld" : "older";
}
