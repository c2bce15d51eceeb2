// What may run beside what (kubernetes.io, version skew policy; kubeadm, policy.go). Pure.
import { compareVersions, oldestOf, sayVersion, type Version } from "./version.ts";

/** A kubelet and kube-proxy may be so many minors behind the API server, and never ahead. */
export const kubeletsBehind = 3;

export type Runs = { readonly node: string; readonly version: Version };

/** Why the kubelet of a node would not fit an API server; undefined when it does. */
export function kubeletMisfit(kubelet: Version, server: Version): string | undefined {
  if (kubelet.minor > server.minor)
    return `kubelet ${sayVersion(kubelet)} is newer than the API server ${sayVersion(server)}`;
  const behind = server.minor - kubelet.minor;
  if (behind <= kubeletsBehind) return undefined;
  return `kubelet ${sayVersion(kubelet)} would be ${behind} minors behind the API server ${sayVersion(server)}, and ${kubeletsBehind} are allowed`;
}

/** Those whose kubelet must be upgraded before the control plane goes to this version. */
export function leftBehind(kubelets: readonly Runs[], server: Version): readonly Runs[] {
  return kubelets.filter(({ version }) => server.minor - version.minor > kubeletsBehind);
}

/** Why a control plane may not go from one version to another in one go; undefined when it may. */
export function hopMisfit(from: Version, to: Version): string | undefined {
  if (compareVersions(to, from) < 0)
    return `${sayVersion(to)} is older than ${sayVersion(from)}, and there is no way back`;
  if (to.minor - from.minor <= 1) return undefined;
  return `kubeadm goes one minor at a time: from ${sayVersion(from)} to 1.${from.minor + 1} first`;
}

/**
 * Why a worker may not go to this version yet: its kubelet would be newer than some API server it may talk to.
 */
export function workerMisfit(to: Version, servers: readonly Version[]): string | undefined {
  const oldest = oldestOf(servers);
  if (oldest === undefined || compareVersions(to, oldest) <= 0) return undefined;
  return `an API server is at ${sayVersion(oldest)}, and no kubelet may be newer than it`;
}
