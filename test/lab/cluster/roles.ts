// Decides which hosts become control planes and which workers.
import { LabError } from "../hosts/lab-error.ts";
import type { HostRecord } from "../hosts/records.ts";

export type Roles = { readonly controlPlanes: readonly string[]; readonly workers: readonly string[] };

/**
 * Hosts whose name starts with `cp` come first, then the others in the order given; the first `count` are control planes.
 * Other hosts named `cp…` are workers then: `cp1 cp2` with one control plane is a cluster of two nodes.
 * @throws LabError when there are too few hosts
 */
export function assignRoles(hosts: readonly string[], count: number): Roles {
  const ordered = [...hosts.filter(isControlPlaneName), ...hosts.filter((host) => !isControlPlaneName(host))];
  if (ordered.length < count) {
    throw new LabError(
      `${count} control planes need as many hosts, and there are ${ordered.length}: \`npm run lab -- up ${suggestion(count)}\``,
      2,
    );
  }
  return { controlPlanes: ordered.slice(0, count), workers: ordered.slice(count) };
}

/**
 * The hosts that a command is about: those it names, or all.
 * @throws LabError when one of them is not up
 */
export function selectHosts(
  named: readonly string[],
  records: readonly HostRecord[],
  isUp: (host: string) => boolean,
): readonly string[] {
  const known = records.map(({ name }) => name);
  const wanted = named.length > 0 ? [...new Set(named)] : known;
  if (wanted.length === 0) {
    throw new LabError("The lab has no hosts: `npm run lab -- up cp1 worker1` makes some", 2);
  }
  const away = wanted.filter((host) => !known.includes(host) || !isUp(host));
  if (away.length > 0) {
    throw new LabError(`Not up: ${away.join(", ")}. \`npm run lab -- up ${away.join(" ")}\` starts them`);
  }
  return wanted;
}

const isControlPlaneName = (host: string): boolean => host.startsWith("cp");

const suggestion = (count: number): string =>
  Array.from({ length: count }, (_, index) => `cp${index + 1}`).join(" ");
