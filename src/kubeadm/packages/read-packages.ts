// What a machine's package manager tells, asked in its own way and answered alike.
import type { HostView } from "#src/hosts/host.ts";
import type { InstalledPackage } from "#src/hosts/readings/packages.ts";
import type { ManagerName } from "./manager.ts";

/** Those of the asked ones that are there; undefined where there is no such package manager. */
export async function readInstalled(
  host: HostView,
  manager: ManagerName,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly InstalledPackage[] | undefined> {
  if (manager === "apt") return host.read("debPackages", signal, ...names);
  const [rpms, holds] = await Promise.all([
    host.read("rpmPackages", signal, ...names),
    host.read("rpmHolds", signal),
  ]);
  return rpms?.map((rpm) => ({ ...rpm, held: holds.some((pattern) => fits(rpm.name, pattern)) }));
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

/** Versions of kubeadm in the repository at this URL, as packages: `1.37.2-1.1`. Undefined where it is not got at. */
export function readOffer(
  host: HostView,
  manager: ManagerName,
  { url, isCurrent }: { readonly url: string; readonly isCurrent: boolean },
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (manager === "dnf") return host.read("offeredRpms", signal, url);
  return isCurrent ? readListed(host, signal) : host.read("offeredKubeadm", signal, url);
}

/** Of the minor that apt is set to, by the lists that it has. */
async function readListed(host: HostView, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const listed = await host.read("aptPackages", signal);
  return listed?.flatMap(({ name, version }) => (name === "kubeadm" ? [version] : []));
}
