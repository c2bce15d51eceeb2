// A patch is a drain, the packages, a reboot where they ask for it, and an uncordon only of what it cordons itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import { managers } from "#src/kubeadm/packages/managers.ts";
import type { Operation } from "#src/operation/operation.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";
import { putRpm } from "../../../playground/hosts/programs/dnf.ts";
import { makeRedHat } from "../../../playground/hosts/programs/red-hat.ts";
import { givenNode, now } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { givenOperation, givenPlan } from "../../operation/given.ts";
import { planOf } from "../ask.ts";

let machines: GivenMachines;
beforeAll(async () => {
  machines = await givenMachines();
});
afterAll(() => machines.close());

/** On the machine `on`, whatever the node is called. */
async function planned(
  line: string,
  more: Parameters<typeof givenNode>[0] = {},
  on = more.name ?? "worker1",
  before: readonly Operation[] = [],
) {
  const { machine } = await machines.machines.node(on);
  const machineId = machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  const nodes = [
    givenNode({ name: "cp1", roles: ["control-plane"] }),
    givenNode({ name: "worker1", machineId, ...more }),
  ];
  const { cluster } = givenWorld({ nodes });
  const node: typeof cluster.node = async (name, signal) => {
    const found = await cluster.node(name, signal);
    return found && { ...found, annotations: { "wheelhouse/cordoned-by": "op-7k3m9x" } };
  };
  return planOf(line, { ...cluster, node }, undefined, machines.hosts, now, before);
}

test("it drains, brings what is not held up to date, reboots if asked to, waits and uncordons", async () => {
  const plan = await planned("node patch worker1");
  expect(plan.steps.map(({ step }) => step)).toEqual([
    "cordon-node",
    "drain-node",
    "patch-packages",
    "reboot-where-asked",
    "see-node-back",
    "uncordon-own-node",
  ]);
  expect(plan.impact[0]).toContain("containerd.io 2.2.0-1 to 2.2.1-1");
  expect(plan.locks).toEqual(["cluster/home", "node/home/worker1", "host/worker1"]);
});

test("the machine of a node that is called otherwise is found by its address", async () => {
  const [first] = await machines.hosts.list();
  const addresses = [{ type: "InternalIP", address: first?.address ?? "" }];
  const plan = await planned("node patch kitchen", { name: "kitchen", addresses }, first?.name);
  expect(plan.steps[2]?.input).toEqual({ host: first?.name, manager: "apt" });
  expect(plan.locks).toContain(`host/${first?.name}`);
});

test("what somebody else has cordoned stays cordoned", async () => {
  const plan = await planned("node patch worker1", { unschedulable: true });
  expect(plan.steps.map(({ step }) => step)).not.toContain("uncordon-own-node");
});

test("the cordon of a patch that was given up is taken over and taken back, and no other's", async () => {
  const before = givenOperation({
    state: "abandoned",
    id: "op-7k3m9x",
    plan: givenPlan([uncordonOwnNode.with({ node: "worker1", uid: "u" })]),
  });
  const steps = async (...operations: readonly Operation[]) => {
    const plan = await planned("node patch worker1", { unschedulable: true }, "worker1", operations);
    return [plan.steps[0]?.input, plan.steps.at(-1)?.step];
  };
  expect(await steps(before)).toEqual([
    { node: "worker1", uid: "uid-worker1", over: "op-7k3m9x" },
    "uncordon-own-node",
  ]);
  const cordoned = { node: "worker1", uid: "uid-worker1" };
  // Whoever cordons or drains a node, and no more, wants it so.
  expect(await steps({ ...before, plan: givenPlan([]) })).toEqual([cordoned, "see-node-back"]);
  expect(await steps({ ...before, id: "op-another" })).toEqual([cordoned, "see-node-back"]);
});

test("where Kubernetes' own packages are not held, they would go along, so it is refused", async () => {
  const { packages } = await machines.machines.node("worker1");
  for (const installed of packages.installed.values()) installed.held = false;
  await expect(planned("node patch worker1")).rejects.toMatchObject({
    message: expect.stringContaining("kubeadm, kubelet and kubectl on worker1 is not held"),
    hint: "there: apt-mark hold kubeadm kubelet kubectl",
  });
});

/** Of Red Hat's family, with Kubernetes' packages from a repository of this text. */
async function givenRpms(name: string, repository: string) {
  const { machine } = await machines.machines.node(name);
  makeRedHat(machine, machines.cluster);
  for (const each of ["kubeadm", "kubelet", "kubectl"]) putRpm(machine, each, "1.37.1-150500.1.1");
  machine.write("/etc/yum.repos.d/kubernetes.repo", repository);
  return machine;
}
const { text: source } = managers.dnf.kubernetesSource("https://pkgs.k8s.io/core:/stable:/v1.37/rpm/");

test("with dnf its updates are dnf's, and whether it reboots is needs-restarting's word", async () => {
  await givenRpms("pi-1", source);
  const plan = await planned("node patch pi-1", { name: "pi-1" });
  expect(plan.impact[0]).toContain(
    "1 package by the lists that pi-1 has, which are read anew first: linux-firmware",
  );
  const calls = JSON.stringify(plan.steps);
  expect(calls).toContain("dnf upgrade --assumeyes --refresh");
  expect(calls).toContain("only where dnf needs-restarting -r asks for it");
  expect(calls).not.toContain("apt-get");
});

test("what its repository of dnf does not exclude would go along, so it is refused", async () => {
  await givenRpms("pi-1", source.replace(/^exclude=.*$/m, "exclude=kubelet"));
  await expect(planned("node patch pi-1", { name: "pi-1" })).rejects.toMatchObject({
    message: expect.stringContaining("kubeadm and kubectl on pi-1 is not held"),
    hint: "there: exclude=kubeadm kubectl below the repository's name in /etc/yum.repos.d",
  });
});

test("where nobody could tell that it wants a reboot, it is refused with what brings that", async () => {
  const machine = await givenRpms("pi-1", source);
  machine.programs.set("dnf", async () => 1);
  await expect(planned("node patch pi-1", { name: "pi-1" })).rejects.toMatchObject({
    hint: "there: dnf install 'dnf-command(needs-restarting)'",
  });
});

test("another machine at the place of the node's own is not patched", async () => {
  await expect(planned("node patch worker1", {}, "cp1")).rejects.toThrow("their machine ids differ");
});
