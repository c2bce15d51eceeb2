// The commands that upgrade a machine, as a card shows them and a host runs them.

export type Manager = "apt" | "dnf";

/** `kubeadm`, `kubelet`: packages of one version, `1.37.2-1.1`. */
export type Wanted = {
  readonly manager: Manager;
  /** Where the repository is named: the lists of this one alone are read anew. */
  readonly file: string;
  readonly names: readonly string[];
  readonly revision: string;
};

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

/** One line for a shell of root, as each needs the one before: what is installed by version is held until somebody asks for another. */
export function installPackages({ manager, file, names, revision }: Wanted): readonly string[] {
  return ["sh", "-c", manager === "dnf" ? dnf(names, revision) : apt(file, names, revision)];
}

function apt(file: string, names: readonly string[], revision: string): string {
  const wait = "-o DPkg::Lock::Timeout=300";
  return [
    `apt-get update ${wait} -o Dir::Etc::SourceList=${file} -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0`,
    `apt-get install --yes --allow-change-held-packages ${wait} -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold ${names.map((each) => `${each}=${revision}`).join(" ")}`,
    // Asked for by its version, a package is not held any more.
    `apt-mark hold ${names.join(" ")}`,
  ].join(" && ");
}

function dnf(names: readonly string[], revision: string): string {
  return `dnf install --assumeyes --setopt=disable_excludes=kubernetes ${names.map((each) => `${each}-${revision}`).join(" ")}`;
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
