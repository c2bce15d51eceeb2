// The packages of Kubernetes on a simulated machine: which are installed and held, and which its repository has.
import type { Machine } from "../machine.ts";
import { repositoryKey } from "./repository-key.ts";

export type Installed = { version: string; held: boolean };

export type Packages = {
  /** `kubeadm` -> `1.37.1-1.1`. */
  readonly installed: Map<string, Installed>;
  /** Of the minor that the repository is set to; undefined where it has none. */
  readonly offered: () => readonly string[];
  readonly ofMinor: (minor: number) => readonly string[];
};

export const sourceFile = "/etc/apt/sources.list.d/kubernetes.list";
export const keyring = "/etc/apt/keyrings/kubernetes-apt-keyring.gpg";
export const packageNames = ["kubeadm", "kubelet", "kubectl"] as const;

/** What pkgs.k8s.io has, where the cluster is at the first of them. */
const patches: Readonly<Record<number, readonly string[]>> = {
  36: ["1.36.5-1.1", "1.36.6-1.1"],
  37: ["1.37.1-1.1", "1.37.2-1.1"],
  38: ["1.38.0-1.1"],
};

/** A machine of Red Hat's family: it has its packages and their repository already when it becomes a node. */
export function isRpm({ files }: Machine): boolean {
  return files.has(redHatFile);
}
export const redHatFile = "/etc/redhat-release";

/** Installs what a node of this version has. */
export function makePackages(machine: Machine, version: string): Packages {
  const minor = version.split(".")[1];
  const line = `deb [signed-by=${keyring}] https://pkgs.k8s.io/core:/stable:/v1.${minor}/deb/ /\n`;
  if (!isRpm(machine)) {
    machine.write(sourceFile, line);
    machine.write(keyring, repositoryKey);
  }
  machine.write("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS=""\n');
  return packagesAt(machine, version);
}

/** As if they were there, with nothing written. */
export function packagesAt(machine: Machine, version: string): Packages {
  const at = `${version.replace(/^v/, "")}-1.1`;
  const installed = new Map(packageNames.map((name) => [name as string, { version: at, held: true }]));
  return { installed, offered: () => ofMinor(minorNow(machine)), ofMinor };
}

export function ofMinor(wanted: number): readonly string[] {
  return patches[wanted] ?? [];
}

function minorNow(machine: Machine): number {
  return Number(/\/v1\.(\d+)\//.exec(machine.files.get(sourceFile)?.content ?? "")?.[1]);
}

/** `v1.37.2` of the package that is installed. */
export function tagOf({ installed }: Packages, name: string): string {
  return `v${installed.get(name)?.version.replace(/-.*$/, "")}`;
}
