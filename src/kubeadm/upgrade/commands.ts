// The commands that upgrade a machine, as a card shows them and a host runs them.

/** Another minor of the same repository: nothing else in the file changes. */
export function moveRepository({
  file,
  from,
  to,
}: {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}): readonly string[] {
  return ["sudo", "-n", "--", "sed", "--in-place", "--", `s#/v1[.]${from}/#/v1.${to}/#`, file];
}

export type Images = { readonly tag: string; readonly repository?: string | undefined };

/** Before anything is touched: an image that cannot be had then costs nothing. */
export function pullImages({ tag, repository }: Images): readonly string[] {
  const from =
    repository === undefined || repository === "registry.k8s.io" ? [] : [`--image-repository=${repository}`];
  return ["kubeadm", "config", "images", "pull", `--kubernetes-version=${tag}`, ...from];
}

/** Checks that kubeadm is told not to stop at. */
type Ignoring = { readonly ignore: readonly string[] };

/** The first control plane moves the cluster's own settings too. */
export function upgradeApply({ tag, ignore }: Ignoring & { readonly tag: string }): readonly string[] {
  return ["kubeadm", "upgrade", "apply", tag, "--yes", ...ignored(ignore)];
}

/** Every other control plane, and every worker, of which it changes the kubelet's settings alone. */
export function upgradeNode({ ignore }: Ignoring): readonly string[] {
  return ["kubeadm", "upgrade", "node", ...ignored(ignore)];
}

function ignored(checks: readonly string[]): readonly string[] {
  return checks.length === 0 ? [] : [`--ignore-preflight-errors=${checks.join(",")}`];
}

export const restartKubelet: readonly (readonly string[])[] = [
  ["sudo", "-n", "--", "systemctl", "daemon-reload"],
  ["sudo", "-n", "--", "systemctl", "restart", "kubelet"],
];
