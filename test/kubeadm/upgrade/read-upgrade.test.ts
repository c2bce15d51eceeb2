import { expect, test } from "vitest";
import { readUpgrade } from "#src/kubeadm/upgrade/read-upgrade.ts";
import { givenCluster, minute, now } from "../../given.ts";
import { noHosts } from "../../hosts/none.ts";

test("how large etcd is comes from what is measured of it now and then, and the largest member counts", async () => {
  const value = { sizes: [300, 500], clusterConfiguration: "" };
  const asked = { hosts: noHosts, now: () => now, signal: AbortSignal.timeout(5_000) };
  const cluster = givenCluster({ probes: { etcdSize: { at: now, until: now + minute, value } } });
  expect((await readUpgrade({ cluster, ...asked })).etcdBytes).toBe(500);
  expect((await readUpgrade({ cluster: givenCluster(), ...asked })).etcdBytes).toBeUndefined();
});
