// Another machine than its node runs on is neither worked on nor shown as that node's, by whichever command it is named.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import { askOf, planOf, unreachable } from "../commands/ask.ts";
import { givenCluster, givenNode } from "../given.ts";
import { type GivenMachines, givenMachines, machineIdOf } from "../hosts/given-machines.ts";

let given: GivenMachines;
let machineId = "";
beforeAll(async () => {
  given = await givenMachines();
  machineId = machineIdOf((await given.machines.node("cp1")).machine);
});
afterAll(() => given.close());

const plane = { name: "cp1", roles: ["control-plane"] };
const signal = new AbortController().signal;

test.each([
  "disk clean cp1",
  "cert renew cp1",
  "cert renew",
  "cert recover cp1",
  "etcd backup",
  "etcd backup cp1",
  "etcd defrag",
  "control-plane restart etcd",
])("%s is refused on another machine, the API server dead", async (line) => {
  const nodes = [givenNode({ ...plane, machineId: "0".repeat(32) }), givenNode({ name: "pi-1" })];
  const cluster = givenCluster({ nodes, reach: unreachable(Date.now()) });
  await expect(planOf(line, cluster, undefined, given.hosts, Date.now())).rejects.toMatchObject({
    message: expect.stringContaining("cp1 is another machine than the one that cp1 runs on"),
    hint: "host show cp1",
  });
});

test("nor are its disks shown as the node's", async () => {
  const cluster = givenCluster({ nodes: [givenNode({ ...plane, machineId: "0".repeat(32) })] });
  const asked = askOf("disk show cp1", [cluster], { hosts: given.hosts });
  await expect(asked).rejects.toThrow("cp1 is another machine than the one that cp1 runs on");
});

test("it is known by its node's address too, where that has another name", async () => {
  const { address = "" } = (await given.hosts.list()).find(({ name }) => name === "cp1") ?? {};
  const node = givenNode({ name: "first", addresses: [{ type: "InternalIP", address }] });
  const own = (id: string) =>
    ownMachine("cp1", {
      ...{ cluster: givenCluster({ nodes: [{ ...node, machineId: id }] }), hosts: given.hosts, signal },
    });
  expect((await own(machineId)).name).toBe("cp1");
  await expect(own("0".repeat(32))).rejects.toThrow("than the one that first runs on");
});

test("where no node was ever seen, its pinned key alone speaks for it", async () => {
  const cluster = givenCluster({ nodes: [], reach: unreachable(undefined) });
  expect((await ownMachine("cp1", { cluster, hosts: given.hosts, signal })).name).toBe("cp1");
});
