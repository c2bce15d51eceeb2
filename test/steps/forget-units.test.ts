// Units that have ended are forgotten, well or badly; one that runs is not, and none is fine.
import { beforeEach, expect, test } from "vitest";
import { unitName } from "#src/hosts/units.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import forgetUnits from "#src/steps/forget-units.ts";
import { givenCluster } from "../given.ts";
import { type Given, givenHost } from "../hosts/given.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

/** Machines that others use too. */
let given: Given;
beforeEach(async () => {
  given = await givenHost();
});

const input = { host: "pi-4", units: ["good", "bad", "never"] };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });
const units = () => [...given.simulated.machine.units.keys()];
const start = (step: string, argv: readonly string[]) =>
  given.host.start({ unit: unitName("op-000001", step), argv }, context().signal);

test("whatever has ended is forgotten", async () => {
  await start("good", ["true"]);
  await start("bad", ["sh", "-c", "exit 3"]);
  const { machine } = given.simulated;
  await soon(() => expect([...machine.units.values()].every(({ state }) => state !== "running")).toBe(true));
  expect((await forgetUnits.done(input, context())).goal).toBe("open");
  await forgetUnits.run(input, context());
  expect(units()).toEqual([]);
  expect((await forgetUnits.done(input, context())).goal).toBe("holds");
  await forgetUnits.run(input, context());
});

test("one that runs is nobody's to forget", async () => {
  await start("good", ["sleep", "60"]);
  await expect(forgetUnits.run(input, context())).rejects.toThrow("still runs");
});
