// kube-proxy as kubeadm installs it (cmd/kubeadm/app/phases/addons/proxy/manifests.go): where it is and what modes it knows.
import type { Node } from "#src/kubernetes/objects.ts";

/** The DaemonSet; the ConfigMap has the same name. */
export const kubeProxy = { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" } as const;
export const proxyLabels = { "k8s-app": "kube-proxy" } as const;
/** The ConfigMap's key that holds the KubeProxyConfiguration; kubeconfig.conf is beside it. */
export const configKey = "config.conf";

export const modes = ["iptables", "nftables", "ipvs"] as const;
export type Mode = (typeof modes)[number];

/** The nodes that can run kube-proxy as kubeadm installs it: its node selector is kubernetes.io/os=linux. */
export function linuxNodes<T extends Pick<Node, "osImage">>(nodes: readonly T[]): readonly T[] {
  return nodes.filter(({ osImage }) => !/windows/i.test(osImage));
}

/** What "" means on Linux. KEP-3866 plans nftables from 1.40 on. */
export function defaultMode(minor: number): Mode {
  return minor >= 40 ? "nftables" : "iptables";
}

/** 37 of `v1.37.1`; undefined of what is no version of Kubernetes 1. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d+)\./.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
