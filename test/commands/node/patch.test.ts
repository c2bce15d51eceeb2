// A patch is a drain, the packages, a reboot where they ask for it, and an uncordon only of what it cordons itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

let machines: GivenMachines;
beforeAll(async () => {
  machines = await givenMachines();
});
afterAll(() => machines.close());

function planned(line: string, more: Parameters<typeof givenNode>[0] = {}) {
  const nodes = [
    givenNode({ name: "cp1", roles: ["control-plane"] }),
    givenNode({ name: "worker1", ...more }),
  ];
  return planOf(line, givenWorld({ nodes }).cluster, undefined, machines.hosts);
}

test("it drains, brings what is not held up to date, reboots if asked to, waits and uncordons", async () => {
  const plan = await planned("node patch worker1");
  expect(plan.steps.map(({ step }) => step)).toEqual([
    "cordon-node",
    "drain-node",
    "patch-packages",
    "reboot-where-asked",
    "see-node-back",
    "uncordon-node",
  ]);
  expect(plan.impact[0]).toContain("containerd.io 2.2.0-1 to 2.2.1-1");
  expect(plan.locks).toEqual(["cluster/home", "node/home/worker1", "host/worker1"]);
});

test("the machine of a node that is called otherwise is found by its address", async () => {
  const [first] = await machines.hosts.list();
  const addresses = [{ type: "InternalIP", address: first?.address ?? "" }];
  const plan = await planned("node patch kitchen", { name: "kitchen", addresses });
  expect(plan.steps[2]?.input).toEqual({ host: first?.name, manager: "apt" });
  expect(plan.locks).toContain(`host/${first?.name}`);
});

test("what somebody else has cordoned stays cordoned", async () => {
  const plan = await planned("node patch worker1", { unschedulable: true });
  expect(plan.steps.map(({ step }) => step)).not.toContain("uncordon-node");
});

test("where Kubernetes' own packages are not held, they would go along, so it is refused", async () => {
  const { packages } = await machines.machines.node("worker1");
  for (const installed of packages.installed.values()) installed.held = false;
  await expect(planned("node patch worker1")).rejects.toMatchObject({
    message: expect.stringContaining("kubeadm, kubelet and kubectl on worker1 is not held"),
    hint: "there: apt-mark hold kubeadm kubelet kubectl",
  });
});
