// What a machine's package manager tells, asked in its own way and answered alike.
import type { HostView } from "#src/hosts/host.ts";
import type { InstalledPackage } from "#src/hosts/readings/packages.ts";
import { kubernetesNames, type ManagerName } from "./manager.ts";

/** Those of the asked ones that are there; undefined where there is no such package manager. */
export async function readInstalled(
  host: HostView,
  manager: ManagerName,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly InstalledPackage[] | undefined> {
  if (manager === "apt") return host.read("debPackages", signal, ...names);
  const [rpms, { excluded, locked }] = await Promise.all([
    host.read("rpmPackages", signal, ...names),
    readRpmHolds(host, signal, names),
  ]);
  return rpms?.map((rpm) => ({ ...rpm, held: [...excluded, ...locked].includes(rpm.name) }));
}

export type RpmHolds = {
  /** By `exclude`, which an installation of ours lifts. */
  readonly excluded: readonly string[];
  /** By versionlock, beside which dnf finds no other version, lifted excludes or not. */
  readonly locked: readonly string[];
};

/** Which of the asked packages dnf leaves as they are. */
export async function readRpmHolds(
  host: HostView,
  signal: AbortSignal,
  names: readonly string[] = kubernetesNames,
): Promise<RpmHolds> {
  const [excludes, locks] = await Promise.all([host.read("rpmHolds", signal), host.read("rpmLocks", signal)]);
  const among = (patterns: readonly string[]) =>
    names.filter((name) => patterns.some((pattern) => fits(name, pattern)));
  return { excluded: among(excludes), locked: among(locks) };
}

/** `kube*`, as dnf matches a name. */
function fits(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

/** `containerd.io 2.2.0-1 to 2.2.1-1`, of all that would be brought up to date by the lists that it has; undefined where it has none. */
export async function readUpdates(
  host: HostView,
  manager: ManagerName,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (manager === "apt")
    return (await host.read("packageUpdates", signal))?.map(
      ({ name, from, to }) => `${name} ${from} to ${to}`,
    );
  return (await host.read("rpmUpdates", signal))?.map(({ name, version }) => `${name} to ${version}`);
}

/** Undefined where it cannot tell. */
export function readRebootAsked(
  host: HostView,
  manager: ManagerName,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  return manager === "apt" ? host.read("rebootAsked", signal) : host.read("rpmRebootAsked", signal);
}

/** The repository that a machine is set to, and that of the next minor. */
type Repositories = { readonly now: string; readonly next: string };

/** Versions of kubeadm in both, as packages: `1.37.2-1.1`. Undefined where neither is got at. */
export async function readOffers(
  host: HostView,
  manager: ManagerName,
  { now, next }: Repositories,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (manager === "dnf") return host.read("offeredRpms", signal, now, next);
  const [listed, then] = await Promise.all([
    host.read("aptPackages", signal),
    host.read("offeredKubeadm", signal, next),
  ]);
  if (listed === undefined && then === undefined) return undefined;
  const kubeadm = (listed ?? []).filter(({ name }) => name === "kubeadm").map(({ version }) => version);
  return [...new Set([...kubeadm, ...(then ?? [])])];
}
