// Versions of Kubernetes as preflight compares them.
import type { Facts } from "./facts.ts";

/** `[1, 37, 2]` of `v1.37.2-rc.0`. */
export function numbersOf(version: string): readonly [major: number, minor: number, patch: number] {
  const [, major = "0", minor = "0", patch = "0"] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

/** `1.37`. */
export function minorOf(version: string): string {
  const [major, minor] = numbersOf(version);
  return `${major}.${minor}`;
}

/** Whether kubeadm and kubelet are there in the cluster's own minor, and not newer than its API server. */
export function isInstalled({ host: { kubeadm, kubelet }, cluster }: Facts): boolean {
  const [, minor, patch] = numbersOf(cluster.version);
  const isFit = (version: string | undefined) => {
    if (version === undefined) return false;
    const [, own, ownPatch] = numbersOf(version);
    return own === minor && ownPatch <= patch;
  };
  return isFit(kubeadm) && isFit(kubelet);
}
