// The steps that make a machine ready to join: each sees when it is done, does it once, and nothing when it is done already.
import { expect, test } from "vitest";
import type { Call } from "#src/base/call.ts";
import type { Hosts } from "#src/hosts/host.ts";
import { covers } from "#src/operation/covers.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Step } from "#src/operation/step.ts";
import addBootOptions from "#src/steps/add-boot-options.ts";
import configureContainerd from "#src/steps/configure-containerd.ts";
import installContainerd from "#src/steps/install-containerd.ts";
import installKubernetes from "#src/steps/install-kubernetes.ts";
import rebootHost from "#src/steps/reboot-host.ts";
import setKernelSettings from "#src/steps/set-kernel-settings.ts";
import switchSwapOff from "#src/steps/switch-swap-off.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { removeRuntime, setPackage } from "../../playground/hosts/programs/preparing.ts";
import { givenBoard } from "../hosts/given-board.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

const repository = "https://pkgs.k8s.io/core:/stable:/v1.37/deb/";
const install = installKubernetes.with({ host: "pi-4", version: "1.37.1", repository });

/** A unit of a simulated machine ends by the real clock. */

async function given(step: Step, planned: PlannedStep) {
  const { hosts, simulated } = await givenBoard();
  const sent: Call[] = [];
  const fenced = hosts.fenced((call) => void sent.push(call));
  const context = givenContext(givenJoinable().cluster, { hosts: fenced });
  return {
    machine: simulated.machine,
    done: () => step.done(planned.input as never, context),
    run: () => step.run(planned.input as never, context),
    /** What was sent and is not on the card. */
    unshown: () => {
      const shown = planned.calls.filter((call) => typeof call !== "string");
      const known = new Map([["this operation", "op-000001"]]);
      return sent.filter((call) => !shown.some((each) => covers(each, call, known)));
    },
    sent,
  };
}

const bootIdOf = (machine: Machine) =>
  machine.files.get("/proc/sys/kernel/random/boot_id")?.content.trim() ?? "";

test.each<[Step, PlannedStep, (machine: Machine) => unknown]>([
  [
    setKernelSettings,
    setKernelSettings.with({ host: "pi-4" }),
    (machine) => machine.files.get("/etc/modules-load.d/kubernetes.conf")?.content,
  ],
  [
    switchSwapOff,
    switchSwapOff.with({ host: "pi-4", units: ["dphys-swapfile"], hasLines: false }),
    (machine) => machine.services.get("dphys-swapfile")?.enabled === "disabled",
  ],
  [
    addBootOptions,
    addBootOptions.with({ host: "pi-4", file: "/boot/firmware/cmdline.txt" }),
    (machine) =>
      /^\S.* cgroup_enable=memory cgroup_memory=1\n$/.test(
        machine.files.get("/boot/firmware/cmdline.txt")?.content ?? "",
      ),
  ],
  [
    installKubernetes,
    install,
    (machine) => machine.files.get("/etc/apt/sources.list.d/kubernetes.list")?.content.includes(repository),
  ],
])("it is open, is run, and holds: $name", async (step, planned, isSo) => {
  const { machine, done, run, unshown } = await given(step, planned);
  expect(await done()).toMatchObject({ goal: "open" });
  await run();
  await soon(async () => expect(await done()).toMatchObject({ goal: "holds" }));
  expect(isSo(machine)).toBeTruthy();
  expect(unshown()).toEqual([]);
});

test("containerd is started where it does not run, with its configuration left alone", async () => {
  const { machine, done, run, sent } = await given(
    configureContainerd,
    configureContainerd.with({ host: "pi-4", rewrites: false }),
  );
  machine.services.set("containerd", { active: "inactive", enabled: "disabled" });
  expect(await done()).toMatchObject({ goal: "open", evidence: "containerd on pi-4 is inactive." });
  await run();
  expect([...new Set(sent.map((call) => call.at === "host" && call.argv.join(" ")))]).toEqual([
    "sudo -n -- systemctl enable --now containerd",
  ]);
});

test("containerd is installed where there is none", async () => {
  const repository = "https://download.docker.com/linux/debian";
  const { machine, done, run, unshown } = await given(
    installContainerd,
    installContainerd.with({ host: "pi-4", repository, suite: "trixie" }),
  );
  removeRuntime(machine);
  expect(await done()).toMatchObject({ goal: "open" });
  await run();
  await soon(async () =>
    expect(await done()).toMatchObject({ goal: "holds", evidence: "containerd 2.2.1 is installed on pi-4." }),
  );
  expect(machine.files.get("/etc/apt/sources.list.d/docker.list")?.content).toBe(
    `deb [signed-by=/etc/apt/keyrings/docker.asc] ${repository} trixie stable\n`,
  );
  expect(unshown()).toEqual([]);
});

test("the packagers' configuration of containerd, which switches Kubernetes off, is replaced and kept beside", async () => {
  const { machine, done, run, unshown } = await given(
    configureContainerd,
    configureContainerd.with({ host: "pi-4", rewrites: true }),
  );
  const theirs = 'disabled_plugins = ["cri"]\n';
  machine.write("/etc/containerd/config.toml", theirs);
  expect(await done()).toMatchObject({ goal: "open" });
  await run();
  expect(await done()).toMatchObject({ goal: "holds" });
  await run();
  expect(machine.files.get("/etc/containerd/config.toml.~1~")?.content).toBe(theirs);
  expect(unshown()).toEqual([]);
});

test("a machine that has started anew is not rebooted once more", async () => {
  const { hosts, simulated } = await givenBoard();
  const before = bootIdOf(simulated.machine);
  const context = givenContext(givenJoinable().cluster, { hosts });
  const input = { host: "pi-4", bootId: before } as never;
  expect(await rebootHost.done(input, context)).toMatchObject({ goal: "open" });
  await rebootHost.run(input, context);
  const after = bootIdOf(simulated.machine);
  expect(after).not.toBe(before);
  expect(await rebootHost.done(input, context)).toMatchObject({
    goal: "holds",
    evidence: expect.stringContaining(after.slice(0, 8)),
  });
  await rebootHost.run(input, context);
  expect(bootIdOf(simulated.machine)).toBe(after);
});

test("packages that an earlier attempt left half installed are finished first", async () => {
  const { machine, done, run } = await given(installKubernetes, install);
  setPackage(machine, "kubelet", { version: "1.37.1-1.1", whole: false });
  await run();
  await soon(async () => expect(await done()).toMatchObject({ goal: "holds" }));
});

test.each<[Step, PlannedStep]>([
  [installKubernetes, install],
  [
    installContainerd,
    installContainerd.with({
      host: "pi-4",
      repository: "https://download.docker.com/linux/debian",
      suite: "trixie",
    }),
  ],
])(
  "while apt replaces programs, none of them is started to be asked for its version",
  async (step, planned) => {
    const asked: string[] = [];
    const read = async (reading: string) => {
      asked.push(reading);
      return reading === "unit" ? { state: "running", invocation: "1" } : "Unpacking kubelet";
    };
    const hosts = { host: async () => ({ name: "pi-4", read }) } as unknown as Hosts;
    const context = givenContext(givenJoinable().cluster, { hosts });
    expect(await step.done(planned.input as never, context)).toMatchObject({ goal: "underway" });
    expect(asked).toEqual(["unit", "unitOutput"]);
  },
);

test("where somebody else holds the packages' lock it fails with apt's words, and is tried anew when it is resumed", async () => {
  const { machine, done, run } = await given(installKubernetes, install);
  machine.faults.aptLocked = true;
  await run();
  await soon(async () =>
    expect(await done()).toMatchObject({
      goal: "failed",
      evidence: expect.stringContaining("held by process 812 (unattended-upgr)"),
    }),
  );
  machine.faults.aptLocked = false;
  await run();
  await soon(async () => expect(await done()).toMatchObject({ goal: "holds" }));
});
