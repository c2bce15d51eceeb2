// Ended containers go by their ids; one that runs by then, or is gone, is left out.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import removeEndedContainers from "#src/steps/remove-ended-containers.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { givenCluster } from "../given.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { givenContext } from "./given.ts";

let given: GivenMachines;
let machine: Machine;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
});
afterEach(() => given.close());

const input = { host: "pi-1", ids: ["5e10", "5e1f", "gone"] };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });
const goal = async () => (await removeEndedContainers.done(input, context())).goal;

test("only what has ended is removed, without force", async () => {
  machine.disk.fillTo(4_000_000_000);
  expect(await goal()).toBe("open");
  await removeEndedContainers.run(input, context());
  const removals = machine.ran.map((argv) => argv.join(" ")).filter((line) => line.includes("crictl rm"));
  expect(removals).toEqual([expect.stringContaining("crictl rm 5e10")]);
  expect(await goal()).toBe("holds");
});

test("with room enough its last words stay", async () => {
  expect(await goal()).toBe("holds");
  expect(machine.disk.ended).toHaveLength(1);
});
