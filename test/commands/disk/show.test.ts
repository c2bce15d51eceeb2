// What fills a disk is said with the kubelet's own limit first; what a machine does not tell is said too.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Machine } from "../../../playground/hosts/machine.ts";
import { givenCluster, givenNode } from "../../given.ts";
import { type GivenMachines, givenMachines, machineIdOf } from "../../hosts/given-machines.ts";
import { askOf, factOf, textsOf } from "../ask.ts";

let given: GivenMachines;
let machine: Machine;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
});
afterEach(() => given.close());

function show(line = "disk show pi-1") {
  const node = givenNode({ name: "pi-1", machineId: machineIdOf(machine) });
  return askOf(line, [givenCluster({ name: "home", nodes: [node] })], { hosts: given.hosts });
}

/** `/`, of a hundred. */
function free(percent: number): void {
  machine.programs.set("df", async ({ out }) => {
    await out(
      `Filesystem Type Mounted Size Used Avail Inodes IFree\n/dev/sda2 ext4 / 100000000000 0 ${percent}000000000 100 90\n`,
    );
    return 0;
  });
}

test.each([
  [78, "good", "pi-1: 72.6Gi of 93.1Gi free on /, 58.7Gi until the kubelet evicts pods"],
  [18, "warning", "pi-1: 16.8Gi of 93.1Gi free on /, 2.8Gi until the kubelet evicts pods"],
  [14, "bad", "pi-1: 13.0Gi of 93.1Gi free on /, and the kubelet evicts pods below 14.0Gi"],
])("with %s percent free it is %s", async (percent, tone, headline) => {
  free(percent);
  const { answer, faults } = await show("disk usage pi-1");
  expect(answer).toMatchObject({ tone, headline });
  expect(faults).toEqual([]);
});

test("folders are told by size, and which images nobody needs", async () => {
  const { answer, message } = await show();
  expect(textsOf(message)).toMatch(/\/var\/lib\/containerd.*2\.1Gi.*\/var\/log.*1\.4Gi/s);
  expect(factOf(answer, "Images")).toBe("3, packed 78.8Mi; 1 that no container needs, 39Mi");
  expect(factOf(answer, "Journal")).toBe("1.2Gi");
  expect(textsOf(message)).not.toContain("To know");
});

test("what could not be measured or read is said, and the rest is shown", async () => {
  machine.programs.set("timeout", async ({ out }) => {
    await out("98304\t/home\n");
    return 124;
  });
  machine.programs.set("crictl", async ({ err }) => {
    await err('level=fatal msg="validate service connection"\n');
    return 1;
  });
  machine.write("/var/lib/kubelet/config.yaml", "evictionHard: { nodefs.available: 5% }\n");
  const { answer, message } = await show();
  const text = textsOf(message);
  expect(text).toContain("switches these off: imagefs.available and nodefs.inodesFree.");
  expect(text).toMatch(/Not measured within 12 s: .*\/var\/log\/journal and 9 more/);
  expect(text).toContain("validate service connection");
  expect(factOf(answer, "Journal")).toBe("1.2Gi");
  expect(answer.tone).toBe("warning");
});

test("a machine that may not be logged in to is no machine", async () => {
  await expect(show("disk show pi-9")).rejects.toMatchObject({
    message: "Wheelhouse may not log in to the machine of pi-9.",
    hint: "host add pi-9",
  });
});
