// What a machine that is to join is shown with: what is put right on it, what to mind, and exactly what runs.
import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { createRedactor } from "#src/base/redact.ts";
import { storablePlan } from "#src/operation/secrets.ts";
import type { SimulatedCluster } from "../../../playground/cluster/cluster.ts";
import { removeRuntime } from "../../../playground/hosts/programs/preparing.ts";
import { makeRedHat } from "../../../playground/hosts/programs/red-hat.ts";
import { givenNode } from "../../given.ts";
import { givenBoard } from "../../hosts/given-board.ts";
import { givenJoinable, pin } from "../../kubeadm/join/given-join.ts";
import { planOf } from "../ask.ts";

const nodes = [givenNode({ name: "cp-1" })];

test("only what it needs is planned, before the join and its proof", async () => {
  const { hosts } = await givenBoard();
  const { cluster } = givenJoinable({ nodes });
  const plan = await planOf("add node pi-4", cluster, undefined, hosts);

  expect(plan).toMatchObject({ title: "Join pi-4", target: "pi-4", risk: "change", locks: ["host/pi-4"] });
  expect(plan.steps.map(({ step }) => step)).toEqual([
    "set-kernel-settings",
    "switch-swap-off",
    "install-kubernetes",
    "join-node",
    "tidy-after-join",
    "prove-node",
  ]);
  const calls = plan.steps.flatMap((step) => step.calls.map((call) => sayCall(call)));
  expect(calls).toContain(
    "pi-4: kubeadm join --config '/run/wheelhouse/<this operation>/join.yaml' (as root, as the unit wheelhouse-<this operation>-join-node, which removes /run/wheelhouse/<this operation>/join.yaml when it ends)",
  );
  expect(calls.join("\n")).toContain("kubeadm=1.37.1-*");
  expect(calls.join("\n")).toContain(`for 10.0.0.10:6443, trusting ${pin}`);
  expect(plan.impact.join("\n")).toContain("home gains a worker with Kubernetes 1.37.1, as 10.0.0.24");
  expect(plan.warnings).toEqual([expect.stringContaining("SD card")]);
  expect(storablePlan("node add pi-4", plan, createRedactor([]))).toEqual(plan);
  // Nothing of it is by chance: it is planned once more when it is approved.
  expect(await planOf("add node pi-4", cluster, undefined, hosts)).toEqual(plan);
});

test("a machine with nothing but sshd gets containerd first, and its configuration before the kubelet", async () => {
  const { hosts, simulated } = await givenBoard();
  removeRuntime(simulated.machine);
  const plan = await planOf("add node pi-4", givenJoinable({ nodes }).cluster, undefined, hosts);
  expect(plan.steps.map(({ step }) => step).slice(2, 5)).toEqual([
    "install-containerd",
    "configure-containerd",
    "install-kubernetes",
  ]);
  expect(plan.impact.join("\n")).toContain("Put right: containerd: it is not installed");
});

test("a machine of Red Hat's family is prepared with dnf, and what it guards itself with is said", async () => {
  const { hosts, simulated } = await givenBoard({ arch: "x86_64" });
  makeRedHat(simulated.machine, { version: "v1.37.1" } as SimulatedCluster);
  const plan = await planOf("add node pi-4", givenJoinable({ nodes }).cluster, undefined, hosts);
  const calls = plan.steps.flatMap((step) => step.calls.map((call) => sayCall(call))).join("\n");
  expect(calls).toContain("dnf install --assumeyes containerd.io");
  expect(calls).toContain("'kubeadm-1.37.1-*'");
  expect(calls).toContain("/etc/yum.repos.d/kubernetes.repo");
  expect(calls).not.toContain("apt");
  const warnings = plan.warnings?.join("\n");
  expect(warnings).toContain("SELinux: enforcing");
  expect(warnings).toContain("firewall: firewalld runs");
});

test("a kernel that does not count memory is told to, and the machine reboots before it joins", async () => {
  const { hosts, simulated } = await givenBoard();
  simulated.machine.write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
  const plan = await planOf("add node pi-4", givenJoinable({ nodes }).cluster, undefined, hosts);
  expect(plan.steps.map(({ step }) => step).slice(2, 4)).toEqual(["add-boot-options", "reboot-host"]);
  expect(plan.impact).toContain("pi-4 reboots once.");
});

test("what stands against it refuses it, all at once and with what mends it", async () => {
  const { hosts, simulated } = await givenBoard();
  simulated.machine.write("/usr/local/bin/k3s", "");
  simulated.machine.faults.reachesNothing = true;
  await expect(
    planOf("add node pi-4", givenJoinable({ nodes }).cluster, undefined, hosts),
  ).rejects.toMatchObject({
    message: expect.stringMatching(
      /^pi-4 cannot join home yet\. API server: it does not reach 10\.0\.0\.10:6443[\s\S]*k3s is there[\s\S]*k3s-uninstall/,
    ),
    offers: ["node preflight pi-4"],
  });
});

test("a machine that nobody knows is asked for its key first, with the join one click behind", async () => {
  const { hosts, simulated } = await givenBoard({ isPinned: false });
  const plan = await planOf("node add pi-4", givenJoinable({ nodes }).cluster, undefined, hosts);
  expect(plan).toMatchObject({
    title: "Trust the key of pi-4",
    steps: [{ step: "pin-host-key" }],
    offers: [{ label: "Join it", line: "node add pi-4 --cluster=home", how: "thread" }, { label: "Show it" }],
  });
  expect(simulated.machine.ran).toEqual([]);
});

test("an address that is not the known one is refused, and nothing is asked of either", async () => {
  const { hosts, simulated } = await givenBoard();
  await expect(
    planOf("node add pi-4 10.0.0.99", givenJoinable({ nodes }).cluster, undefined, hosts),
  ).rejects.toThrow("pi-4 is known already, at ops@127.0.0.1:");
  expect(simulated.machine.ran).toEqual([]);
});

test("so is one of a machine whose key nobody has approved, with the line that joins it", async () => {
  const { hosts } = await givenBoard({ isPinned: false });
  await expect(
    planOf("node add pi-4 10.0.0.99", givenJoinable({ nodes }).cluster, undefined, hosts),
  ).rejects.toMatchObject({ hint: expect.stringContaining("node add pi-4 joins that machine") });
});

test("where cluster-info cannot be trusted, no machine is asked to join by it", async () => {
  const { hosts } = await givenBoard();
  const { world, cluster } = givenJoinable({ nodes });
  world.root = undefined;
  await expect(planOf("node add pi-4", cluster, undefined, hosts)).rejects.toThrow(
    "nothing vouches for the authority",
  );
});

test.each(["add pi pi-4", "join pi pi-4", "add node pi-4", "node join pi-4"])("%s means it", async (line) => {
  const { hosts } = await givenBoard({ isPinned: false });
  expect((await planOf(line, givenJoinable({ nodes }).cluster, undefined, hosts)).title).toBe(
    "Trust the key of pi-4",
  );
});
