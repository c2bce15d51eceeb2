// A machine is reset once, by what is left on it; never another one than was approved, nor one whose node takes pods again.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import resetHost from "#src/steps/reset-host.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { givenCluster, givenNode } from "../given.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { givenNodeFacts } from "../kubeadm/disruption/given.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

let given: GivenMachines;
let machine: Machine;
let input: { host: string; node: string; machineId: string };
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
  const machineId = machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  input = { host: "pi-1", node: "pi-1", machineId };
});
afterEach(() => given.close());

function context(unschedulable = true) {
  const node = givenNodeFacts(givenNode({ name: "pi-1", unschedulable }));
  // The step reads one node and nothing else.
  const cluster = givenCluster({ name: "home", fresh: { node: async () => node } }) as unknown as Cluster;
  return givenContext(cluster, { hosts: given.hosts });
}

const ran = () => machine.ran.filter((argv) => argv.join(" ").includes("kubeadm reset"));

test("what a node needs goes from the machine, and only that proves it", async () => {
  machine.write("/var/lib/cni", "");
  expect(await resetHost.done(input, context())).toMatchObject({ goal: "open" });
  await resetHost.run(input, context());
  await soon(async () => expect((await resetHost.done(input, context())).goal).toBe("holds"));
  const { evidence } = await resetHost.done(input, context());
  expect(evidence).toBe("pi-1 is no node any more.");
  expect(machine.files.has("/etc/kubernetes/kubelet.conf")).toBe(false);
  expect(ran()).toHaveLength(1);
  expect(await resetHost.leaves?.(input, context())).toContain("“node remove pi-1” removes it.");
});

test("another machine at its address is left alone", async () => {
  const other = { ...input, machineId: "0".repeat(32) };
  await expect(resetHost.run(other, context())).rejects.toThrow("pi-1 is another machine than when this was");
  expect(ran()).toEqual([]);
});

test("a node that takes pods again is left alone", async () => {
  await expect(resetHost.run(input, context(false))).rejects.toThrow("pi-1 was uncordoned meanwhile");
  expect(ran()).toEqual([]);
});

test("a reset that ended badly is told in its own words", async () => {
  machine.programs.set("kubeadm", async ({ err }) => {
    await err("error execution phase cleanup-node: failed to unmount /var/lib/kubelet/pods/1\n");
    return 1;
  });
  await resetHost.run(input, context());
  await soon(async () =>
    expect(await resetHost.done(input, context())).toMatchObject({
      goal: "failed",
      evidence: expect.stringContaining("failed to unmount /var/lib/kubelet/pods/1"),
    }),
  );
});
