// A worker goes in an order that leaves nothing half: pods, machine, node; what nobody can undo is refused or said first.
import { expect, onTestFinished, test } from "vitest";
import type { Node } from "#src/kubernetes/objects.ts";
import { startHost } from "../../../playground/hosts/host.ts";
import { givenNode, silent } from "../../given.ts";
import { botKey, givenHost, pinShown, reach } from "../../hosts/given.ts";
import { givenPodFacts, givenVolume, givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

async function given(more: Partial<Node> = {}, { isPinned = true, isSame = true, isOff = false } = {}) {
  const { hosts, simulated } = await givenHost({ isPinned });
  const machineId = simulated.machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  if (isOff) await simulated.close();
  const controlPlane = givenNode({ name: "cp-1", roles: ["control-plane"] });
  const worker = givenNode({ name: "pi-4", machineId: isSame ? machineId : "0".repeat(32), ...more });
  const { world, cluster } = givenWorld({ nodes: [controlPlane, worker, givenNode({ name: "w5" })] });
  const plan = (line: string) => planOf(line, cluster, undefined, hosts);
  return { plan, world, machineId };
}

test("it is drained, its machine reset, and the node deleted, for whoever types its name", async () => {
  const { plan, machineId } = await given();
  const planned = await plan("remove node pi-4");
  expect(planned.steps.map(({ step }) => step)).toEqual([
    "cordon-node",
    "drain-node",
    "reset-host",
    "clear-pod-network",
    "delete-node",
    "forget-units",
  ]);
  expect(planned.steps[2]?.input).toEqual({ host: "pi-4", node: "pi-4", machineId });
  expect(planned).toMatchObject({ title: "Remove pi-4", target: "pi-4", risk: "destructive" });
  expect(planned.locks).toEqual(["cluster/home", "node/home/pi-4", "host/pi-4"]);
  expect(planned.impact.join(" ")).toContain("The packet filter's rules stay there until it reboots.");
  expect(planned.offers?.map(({ line }) => line)).toEqual(["node add pi-4 --cluster=home"]);
});

test("a node whose kubelet is silent is reset without a drain that would never end", async () => {
  const { plan } = await given({ conditions: [silent()] });
  const planned = await plan("node remove pi-4");
  expect(planned.steps.map(({ step }) => step)).toEqual([
    "reset-host",
    "clear-pod-network",
    "delete-node",
    "forget-units",
  ]);
  expect(planned.warnings.join(" ")).toContain("it is not drained, budgets are not asked");
});

test("where the machine is gone for good the node is deleted, and its certificate is named", async () => {
  const { plan } = await given({ conditions: [silent()] }, { isOff: true });
  await expect(plan("node remove pi-4")).rejects.toMatchObject({
    hint: "If the machine is gone for good: node remove pi-4 --machine-gone",
  });
  const planned = await plan("node remove pi-4 --machine-gone");
  expect(planned.steps.map(({ step }) => step)).toEqual(["delete-node"]);
  expect(planned.locks).toEqual(["cluster/home", "node/home/pi-4"]);
  expect(planned.warnings.join(" ")).toContain("its kubelet still has its certificate");
});

test("the last control plane stays, also beside a machine that left before and is off", async () => {
  const [last, left] = await Promise.all(["pi-4", "old"].map(startOne));
  if (!last || !left) throw new Error("two were started");
  const { hosts } = await reach({ "pi-4": last, old: left });
  await pinShown(hosts, "pi-4", last);
  await pinShown(hosts, "old", left);
  await left.close();
  const machineId = last.machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  const node = givenNode({ name: "pi-4", machineId, roles: ["control-plane"] });
  const { cluster } = givenWorld({ nodes: [node, givenNode({ name: "w5" })] });
  await expect(planOf("node remove pi-4", cluster, undefined, hosts)).rejects.toThrow(
    "pi-4 is the only control plane that Wheelhouse can ask",
  );
});

async function startOne(name: string) {
  const simulated = await startHost({ name, authorizedKeys: [botKey.public] });
  onTestFinished(() => simulated.close());
  return simulated;
}

test("what pods would lose is asked for first, also where nothing is drained", async () => {
  const { plan, world } = await given({ conditions: [silent()] }, { isOff: true });
  world.pods.push(givenPodFacts({ node: "pi-4", volumes: [givenVolume()] }));
  await expect(plan("node remove pi-4 --machine-gone")).rejects.toMatchObject({
    hint: "`node remove pi-4 --delete-emptydir-data` does it all the same.",
  });
});

test.each<[string, Partial<Node>, Parameters<typeof given>[1], string, string]>([
  [
    "a control plane, where no other could be asked to take it out of etcd",
    { roles: ["control-plane"] },
    {},
    "",
    "pi-4 is the only control plane that Wheelhouse can ask: the cluster would be lost with it.",
  ],
  ["no way in", {}, { isPinned: false }, "", "Wheelhouse may not log in to the machine of pi-4"],
  ["another machine", {}, { isSame: false }, "", "pi-4 is another machine than the one that pi-4 runs on"],
  ["gone, though it is Ready", {}, {}, " --machine-gone", "pi-4 is Ready, so its machine is not gone."],
  [
    "gone, though it answers",
    { conditions: [silent()] },
    {},
    " --machine-gone",
    "pi-4 answers over SSH, so the machine of pi-4 is not gone.",
  ],
])("it is refused: %s", async (_, node, machine, flag, said) => {
  const { plan } = await given(node, machine);
  await expect(plan(`node remove pi-4${flag}`)).rejects.toThrow(said);
});
