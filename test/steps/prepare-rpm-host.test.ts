// The steps that touch packages, on a machine with dnf: each sees when it is done, does it once, and sends what its card shows.
import { expect, test, vi } from "vitest";
import type { Call } from "#src/base/call.ts";
import { covers } from "#src/operation/covers.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Step } from "#src/operation/step.ts";
import installContainerd from "#src/steps/install-containerd.ts";
import installKubernetes from "#src/steps/install-kubernetes.ts";
import installPackages from "#src/steps/install-packages.ts";
import moveRepository from "#src/steps/move-repository.ts";
import patchPackages from "#src/steps/patch-packages.ts";
import rebootWhereAsked from "#src/steps/reboot-where-asked.ts";
import type { SimulatedCluster } from "../../playground/cluster/cluster.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { makeRedHat } from "../../playground/hosts/programs/red-hat.ts";
import { now } from "../given.ts";
import { givenHost } from "../hosts/given.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { givenContext } from "./given.ts";

const host = "pi-4";
const file = "/etc/yum.repos.d/kubernetes.repo";
const repository = "https://pkgs.k8s.io/core:/stable:/v1.37/rpm/";
const manager = "dnf" as const;
const install = installKubernetes.with({ host, manager, version: "1.37.1", repository });

/** A unit of a simulated machine ends by the real clock. */
const soon = (look: () => Promise<unknown>) => vi.waitFor(look, { timeout: 30_000 });

async function given() {
  const { hosts, simulated } = await givenHost({ now: () => now, address: "10.0.0.24", arch: "x86_64" });
  const { machine } = simulated;
  makeRedHat(machine, { version: "v1.37.1" } as SimulatedCluster);
  const sent: Call[] = [];
  const context = givenContext(givenJoinable().cluster, {
    hosts: hosts.fenced((call) => void sent.push(call)),
  });
  return { machine, done, run, brings };

  function done(step: Step, planned: PlannedStep) {
    return step.done(planned.input as never, context);
  }

  function run(step: Step, planned: PlannedStep) {
    return step.run(planned.input as never, context);
  }

  /** Open, run, and held; and nothing was sent that its card does not show. */
  async function brings(step: Step, planned: PlannedStep): Promise<void> {
    expect(await done(step, planned)).toMatchObject({ goal: "open" });
    sent.length = 0;
    await run(step, planned);
    await soon(async () => expect(await done(step, planned)).toMatchObject({ goal: "holds" }));
    const shown = planned.calls.filter((call) => typeof call !== "string");
    const known = new Map([["this operation", "op-000001"]]);
    expect(sent.filter((call) => !shown.some((each) => covers(each, call, known)))).toEqual([]);
  }
}

test("containerd comes from the repository for the distribution", async () => {
  const { machine, brings } = await given();
  const centos = "https://download.docker.com/linux/centos";
  await brings(installContainerd, installContainerd.with({ host, manager, repository: centos, suite: "" }));
  expect(text(machine, "/etc/yum.repos.d/docker-ce.repo")).toContain(
    `baseurl=${centos}/$releasever/$basearch/stable\n`,
  );
});

test("kubeadm and kubelet are installed at their version, and go to the next minor with their repository", async () => {
  const { machine, brings } = await given();
  await brings(installKubernetes, install);
  expect(text(machine, file)).toContain("exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni");
  await brings(moveRepository, moveRepository.with({ host, file, from: 37, to: 38 }));
  expect(text(machine, file).match(/v1\.38/g)).toHaveLength(2);
  const build = { host, manager, file, id: "kubernetes", revision: "1.38.0-150500.1.1" };
  await brings(installPackages, installPackages.with({ ...build, names: ["kubeadm"] }));
  await brings(installPackages, installPackages.with({ ...build, names: ["kubelet", "kubectl"] }));
});

test("what its repository does not exclude is not held, and says so", async () => {
  const { machine, brings, done } = await given();
  await brings(installKubernetes, install);
  machine.write(file, text(machine, file).replace(/^exclude=.*\n/m, ""));
  const build = { host, manager, file, id: "kubernetes", revision: "1.37.1-150500.1.1" };
  expect(await done(installPackages, installPackages.with({ ...build, names: ["kubeadm"] }))).toMatchObject({
    goal: "open",
    evidence: "pi-4: kubeadm is not held.",
  });
});

test("a version that is not there fails with dnf's words", async () => {
  const { brings, done, run } = await given();
  await brings(installKubernetes, install);
  const build = { host, manager, file, id: "kubernetes", revision: "1.37.9-150500.1.1" };
  const wanted = installPackages.with({ ...build, names: ["kubeadm"] });
  await run(installPackages, wanted);
  await soon(async () =>
    expect(await done(installPackages, wanted)).toMatchObject({
      goal: "failed",
      evidence: expect.stringContaining("Unable to find a match: kubeadm-1.37.9-150500.1.1"),
    }),
  );
});

test("it is patched, and rebooted as needs-restarting asks for it", async () => {
  const { machine, brings, done } = await given();
  const bootId = text(machine, "/proc/sys/kernel/random/boot_id").trim();
  const reboot = rebootWhereAsked.with({ host, manager, bootId });
  expect(await done(rebootWhereAsked, reboot)).toMatchObject({ goal: "holds" });
  await brings(patchPackages, patchPackages.with({ host, manager }));
  await brings(rebootWhereAsked, reboot);
});

test("where nobody can tell whether a reboot is needed, it is rebooted", async () => {
  const { machine, done } = await given();
  machine.programs.set("dnf", async ({ err }) => err("No such command: needs-restarting.\n").then(() => 1));
  const bootId = text(machine, "/proc/sys/kernel/random/boot_id").trim();
  expect(await done(rebootWhereAsked, rebootWhereAsked.with({ host, manager, bootId }))).toMatchObject({
    goal: "open",
    evidence: "pi-4 cannot tell whether it needs a reboot.",
  });
});

function text({ files }: Machine, path: string): string {
  return files.get(path)?.content ?? "";
}
