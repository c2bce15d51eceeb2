// What would be freed is said rung by rung before, only where room is wanted, and nothing is planned that could not be had again.
import { afterEach, beforeEach, expect, test } from "vitest";
import { image } from "../../../playground/hosts/disk.ts";
import type { Machine } from "../../../playground/hosts/machine.ts";
import { givenCluster, givenNode } from "../../given.ts";
import { type GivenMachines, givenMachines, machineIdOf } from "../../hosts/given-machines.ts";
import { planOf } from "../ask.ts";

let given: GivenMachines;
let machine: Machine;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
});
afterEach(() => given.close());

function plan(line = "disk clean pi-1") {
  const node = givenNode({ name: "pi-1", machineId: machineIdOf(machine) });
  return planOf(line, givenCluster({ name: "home", nodes: [node] }), undefined, given.hosts);
}

test("each rung is named with what it would give, then what is left is seen", async () => {
  machine.disk.fillTo(4_000_000_000);
  const planned = await plan();
  expect(planned).toMatchObject({ target: "pi-1", risk: "change", locks: ["host/pi-1"] });
  expect(planned.impact.slice(0, 2)).toEqual([
    "3.7Gi of 28.9Gi free on /, and the kubelet evicts pods below 4.3Gi (imagefs.available).",
    "It stops as soon as that is ample: 5.8Gi on /.",
  ]);
  expect(planned.impact.join("\n")).toMatch(
    /ample: 5\.8Gi on \/.*journal: about 1\.0Gi.*apt's package cache: about 256Mi.*1 ended container .*kube-proxy:v1\.36\.5/s,
  );
  expect(planned.warnings.join(" ")).toContain("All of it is about 1.3Gi, and 2.1Gi are wanted");
  expect(planned.steps.map(({ step }) => step)).toEqual([
    "free-disk-space",
    "free-disk-space",
    "remove-ended-containers",
    "try-registries",
    "remove-unused-images",
    "forget-units",
  ]);
});

test("of a machine with dnf it is dnf's package cache", async () => {
  Object.assign(machine.disk, { aptBytes: 0, dnfBytes: 201_326_592 });
  machine.disk.fillTo(4_000_000_000);
  const planned = await plan();
  expect(planned.impact.join("\n")).toContain("Empty dnf's package cache: about 192Mi");
  expect(JSON.stringify(planned.steps)).toContain('"dnf","clean","all"');
  expect(JSON.stringify(planned.steps)).not.toContain("apt-get");
});

test("nothing on the never list is in any call", async () => {
  machine.disk.fillTo(4_000_000_000);
  const calls = (await plan()).steps.flatMap(({ calls }) => calls.map((call) => JSON.stringify(call)));
  expect(calls.length).toBeGreaterThan(5);
  for (const call of calls)
    expect(call).not.toMatch(/\/var\/lib|"rmp"|"--all"|"-a"|--force|"-f"|--prune|"ctr"|truncate|"rm","-/);
});

test("an image that names no registry is kept, and said", async () => {
  machine.disk.images = [...machine.disk.images, { ...image("0009", "local/own:1", 5e8), repoDigests: [] }];
  machine.disk.fillTo(4_000_000_000);
  const planned = await plan();
  expect(planned.warnings.join(" ")).toContain(
    "Kept, as they name no registry to pull them from again: local/own:1",
  );
  expect(JSON.stringify(planned.steps)).not.toContain("0009");
});

test("with room enough, or nothing that may go, it is refused", async () => {
  await expect(plan("clean up disk pi-1")).rejects.toThrow(
    "pi-1 has room enough: 22.8Gi of 28.9Gi free on /",
  );
  Object.assign(machine.disk, { journalBytes: 0, aptBytes: 0, ended: [] });
  machine.disk.images = machine.disk.images.filter(({ id }) => id !== "sha256:77ab");
  machine.disk.fillTo(4_000_000_000);
  await expect(plan()).rejects.toThrow("nothing of it is what may be cleaned from here. Most is in /var/log");
});
