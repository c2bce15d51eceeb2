// A rolling reboot is a campaign of `node reboot`, bounded by what each of them would do now.
import { expect, onTestFinished, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";
import { givenMachines } from "../../hosts/given-machines.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

test("a node alone is not rebooted like this", async () => {
  const { cluster } = givenWorld({ nodes: [givenNode({ name: "pi-4" })] });
  await expect(planOf("cluster reboot", cluster)).rejects.toThrow("home has no two nodes that are ready");
});

test("a machine that may not be logged in to is named before anything begins", async () => {
  const nodes = [givenNode({ name: "pi-4" }), givenNode({ name: "pi-5" })];
  const { hosts } = await givenHost();
  await expect(planOf("cluster reboot", givenWorld({ nodes }).cluster, undefined, hosts)).rejects.toThrow(
    "pi-5",
  );
});

test("it is a list of reboots of one node each, and asks after the first", async () => {
  const given = await givenMachines();
  onTestFinished(() => given.close());
  const nodes = await Promise.all(
    ["cp1", "pi-1"].map(async (name) => {
      const { machine } = await given.machines.node(name);
      const machineId = machine.files.get("/etc/machine-id")?.content.trim() ?? "";
      return givenNode({ name, machineId });
    }),
  );
  const { cluster } = givenWorld({ nodes });
  const plan = await planOf("cluster reboot --force", cluster, undefined, given.hosts);
  expect(plan).toMatchObject({
    title: "Begin: Reboot every node",
    steps: [
      {
        step: "begin-campaign",
        input: {
          stages: [
            { line: "node reboot cp1 --force", title: "Reboot cp1", gate: "auto", node: "cp1" },
            { line: "node reboot pi-1 --force", title: "Reboot pi-1", gate: "ask", node: "pi-1" },
          ],
        },
      },
    ],
  });
});
