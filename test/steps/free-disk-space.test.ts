// A rung of the ladder runs once as a unit, says what is free then, and is left alone where there is room enough.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import freeDiskSpace from "#src/steps/free-disk-space.ts";
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

const input = { host: "pi-1", rung: "journal" as const };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });
const goal = async () => (await freeDiskSpace.done(input, context())).goal;
const ran = () => machine.ran.filter((argv) => argv.join(" ").includes("vacuum"));

test("the journal is shortened once, and what is free then is said", async () => {
  machine.disk.fillTo(4_000_000_000);
  expect(await goal()).toBe("open");
  await freeDiskSpace.run(input, context());
  await soon(async () => expect(await goal()).toBe("holds"));
  await freeDiskSpace.run(input, context());
  expect((await freeDiskSpace.done(input, context())).evidence).toBe(
    "4.7Gi of 28.9Gi free on /, 401Mi until the kubelet evicts pods",
  );
  expect(machine.disk.journalBytes).toBe(200 * 1024 ** 2);
  expect(ran()).toHaveLength(1);
});

test("where there is room enough nothing is run", async () => {
  expect(await freeDiskSpace.done(input, context())).toMatchObject({
    goal: "holds",
    evidence: expect.stringContaining("That is enough: 22.8Gi of 28.9Gi free on /"),
  });
});

test("one that ended badly is told in its own words, and may be tried anew", async () => {
  machine.disk.fillTo(4_000_000_000);
  machine.programs.set("journalctl", async ({ argv, err, out }) => {
    if (!argv.includes("--rotate")) return out("Failed to vacuum\n").then(() => 0);
    await err("Failed to vacuum\n");
    return 1;
  });
  await freeDiskSpace.run(input, context());
  await soon(async () => expect(await goal()).toBe("failed"));
  machine.programs.delete("journalctl");
  await freeDiskSpace.run(input, context());
  await soon(async () => expect(await goal()).toBe("holds"));
});
