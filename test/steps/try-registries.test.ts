// Registries are asked as units, all at once, and only where room is still wanted.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import tryRegistries from "#src/steps/try-registries.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { givenCluster } from "../given.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

/** Machines that others use too. */
let given: GivenMachines;
let machine: Machine;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
});
afterEach(() => given.close());

const asked = "registry.k8s.io/pause@sha256:c2e1";
const input = { host: "pi-1", registries: [{ name: "registry.k8s.io", asked }] };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });
const proof = () => tryRegistries.done(input, context());

test("nobody is asked where there is room enough", async () => {
  expect(await proof()).toMatchObject({ goal: "holds", evidence: expect.stringContaining("That is enough") });
});

test("a silent one is an answer, and ends nothing", async () => {
  machine.disk.fillTo(4_000_000_000);
  machine.disk.silent.add("registry.k8s.io");
  expect((await proof()).goal).toBe("open");
  await tryRegistries.run(input, context());
  await tryRegistries.run(input, context());
  await soon(async () => expect((await proof()).goal).toBe("holds"));
  expect((await proof()).evidence).toBe("registry.k8s.io would not, so its images are kept.");
  expect(machine.ran.filter((argv) => argv.join(" ").includes("systemd-run"))).toHaveLength(1);
});
