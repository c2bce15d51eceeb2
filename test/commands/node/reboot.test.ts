// A reboot is a drain, the boot that is to end, and an uncordon only of what it cordons itself.
import { expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

const nodes = [givenNode({ name: "cp-1", roles: ["control-plane"] }), givenNode({ name: "pi-4" })];

async function planned(line: string, more: Parameters<typeof givenNode>[0] = {}) {
  const { hosts, simulated } = await givenHost();
  const [controlPlane, worker] = nodes;
  const machineId = simulated.machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  const all = [controlPlane, { ...worker, machineId, ...more }].map((node) => givenNode(node));
  const bootId = simulated.machine.files.get("/proc/sys/kernel/random/boot_id")?.content.trim();
  return { plan: await planOf(line, givenWorld({ nodes: all }).cluster, undefined, hosts), bootId };
}

test("it drains, reboots this very boot, waits and uncordons", async () => {
  const { plan, bootId } = await planned("reboot pi-4");
  expect(plan.steps.map(({ step }) => step)).toEqual([
    "cordon-node",
    "drain-node",
    "reboot-host",
    "see-node-back",
    "uncordon-own-node",
  ]);
  expect(plan.steps[2]?.input).toEqual({ host: "pi-4", bootId });
  expect(plan).toMatchObject({ title: "Reboot pi-4", basis: { bootId } });
  expect(plan.locks).toEqual(["cluster/home", "node/home/pi-4", "host/pi-4"]);
});

test("the machine of a node that is called otherwise is found by its address", async () => {
  const { plan, bootId } = await planned("reboot kitchen", {
    name: "kitchen",
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
  });
  expect(plan.steps[2]?.input).toEqual({ host: "pi-4", bootId });
  expect(plan.locks).toContain("host/pi-4");
});

test("what somebody else has cordoned stays cordoned", async () => {
  const { plan } = await planned("node reboot pi-4", { unschedulable: true });
  expect(plan.steps.map(({ step }) => step)).not.toContain("uncordon-own-node");
  expect(plan.warnings).toContain("pi-4 was cordoned before, so it stays cordoned afterwards.");
});

test("a machine that may not be logged in to is refused before anything is drained", async () => {
  const { hosts } = await givenHost({ isPinned: false });
  await expect(
    planOf("node reboot pi-4", givenWorld({ nodes }).cluster, undefined, hosts),
  ).rejects.toMatchObject({
    message: "Wheelhouse may not log in to the machine of pi-4, so it cannot reboot it.",
    hint: "host add pi-4",
  });
});

test("another machine at the place of the node's own is not rebooted, and nothing is drained for it", async () => {
  await expect(planned("node reboot pi-4", { machineId: "0".repeat(32) })).rejects.toMatchObject({
    message: expect.stringContaining("pi-4 is another machine than the one that pi-4 runs on"),
    hint: "host show pi-4",
  });
});
