// The cluster that most tests share: three hosts and nothing else in the lab, with the newest minor.
import { kubernetesVersions } from "../build/versions.ts";
import { up } from "../hosts/index.ts";
import { LabError } from "../hosts/lab-error.ts";
import { network } from "../hosts/names.ts";
import { type HostRecord, hostRecords } from "../hosts/records.ts";
import { labName } from "../paths.ts";
import { type Cluster, cluster } from "./cluster.ts";

export const clusterHosts: readonly string[] = ["cp1", "worker1", "worker2"];

/**
 * Makes what is missing of it; `hosts` are all that a test needs, where it needs fewer.
 * @throws LabError when the lab has other hosts or another version: a test would fail on them after minutes
 */
export async function givenCluster(hosts: readonly string[] = clusterHosts): Promise<Cluster> {
  const strange = strangeHost(hostRecords());
  if (strange) {
    throw new LabError(
      `The lab ${labName} has ${strange}, and these tests count on ${clusterHosts.join(", ")} at the first addresses: \`npm run lab -- down\`, or name another lab with WHEELHOUSE_LAB_NAME`,
    );
  }
  const there = hostRecords().map(({ name }) => name);
  const wanted = clusterHosts.filter((name) => hosts.includes(name) || there.includes(name));
  await up(wanted);
  return cluster({ hosts: wanted, version: kubernetesVersions[0].minor });
}

/** The first host that is not one of ours, or not where it would be in a lab of these alone. */
export function strangeHost(records: readonly Pick<HostRecord, "name" | "number">[]): string | undefined {
  return records.find(({ name, number }) => clusterHosts[number - network.firstHost] !== name)?.name;
}
