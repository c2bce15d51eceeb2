// What a machine does not tell in time, or what is not its node's machine, is said to be unread, and holds nobody up.
import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import type { HostsView, HostView, KnownHost } from "#src/hosts/host.ts";
import { readMachines } from "#src/kubeadm/upgrade/read-machines.ts";
import { readOffers } from "#src/kubeadm/upgrade/read-offers.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { givenNode } from "../../given.ts";

const cp1 = givenNode({ name: "cp1", roles: ["control-plane"] });
const source = {
  file: "/etc/apt/sources.list.d/k.list",
  kind: "deb",
  minor: 36,
  url: "https://pkgs.k8s.io/core:/stable:/v1.36/deb",
  signedBy: "/etc/k.gpg",
};

test("a key that was not read in time is not known, and the rest of its machine is", async () => {
  const late = new AbortController();
  const answers: Record<string, unknown> = {
    machineId: cp1.machineId,
    kubeadmVersion: "1.36.3",
    cgroupVersion: 2,
    packageSources: [source],
  };
  const hosts = machine(async (reading) => {
    if (reading === "keyEnds") return cutOff(late);
    return answers[reading];
  });
  const [read] = await readMachines([cp1], hosts, { now: () => 0, signal: late.signal });
  expect(read).toMatchObject({ kubeadm: "1.36.3", cgroups: 2, keyring: undefined });
});

test("what several readings of a machine say alike is said once", async () => {
  const answers: Record<string, unknown> = { machineId: cp1.machineId, kubeadmVersion: "1.36.3" };
  const hosts = machine(async (reading) => {
    if (reading in answers) return answers[reading];
    throw new UnreachableError("It was not read within 12 s.");
  });
  const [read] = await readMachines([cp1], hosts, { now: () => 0, signal: AbortSignal.timeout(5_000) });
  expect(read?.unread).toBe("It was not read within 12 s.");
});

test("another machine at the node's place is not read, and so nothing of it is upgraded", async () => {
  const hosts = machine(async (reading) => (reading === "machineId" ? "another" : "1.36.3"));
  const [read] = await readMachines([cp1], hosts, { now: () => 0, signal: AbortSignal.timeout(5_000) });
  expect(read).toEqual({ node: "cp1", host: "cp1", unread: "cp1 is another machine than its own" });
});

test("nothing newer can be had of a machine that does not answer in time", async () => {
  const late = new AbortController();
  const hosts = machine(() => cutOff(late));
  const cluster = { snapshot: () => ({ nodes: [cp1] }), probes: () => ({}) } as unknown as ClusterView;
  expect(await readOffers({ cluster, hosts, signal: late.signal })).toBeDefined();
});

/** As the time limit of a reading ends it. */
function cutOff(late: AbortController): never {
  late.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  throw late.signal.reason;
}

/** Only what is read of it matters. */
function machine(read: (reading: string) => Promise<unknown>): HostsView {
  const known = { name: "cp1", address: "10.0.0.10", pin: {} } as unknown as KnownHost;
  const view = { name: "cp1", read } as unknown as HostView;
  return { list: async () => [known], view: async () => view } as unknown as HostsView;
}
