// One machine with a known network card is woken; one that is on, or that only a hand switches on, is refused.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { HostsView } from "#src/hosts/host.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { noHosts } from "../../hosts/none.ts";
import { planOf, unreachable } from "../ask.ts";

let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterEach(() => ["pi-1", "worker1"].forEach(given.cluster.powerOn));
afterAll(() => given.close());

const blind = givenCluster({ reach: unreachable(undefined), nodes: [] });
const plan = (line: string, hosts: HostsView = given.hosts) =>
  planOf(line, blind, undefined, hosts, Date.now());

test("a silent machine is sent one packet and waited for, with no API server", async () => {
  given.cluster.powerOff("worker1");
  given.machines.host("worker1").cut();
  const { steps, locks, impact, warnings } = await plan("wake up worker1");
  expect(steps.map(({ title }) => title)).toEqual(["Wake the machine: worker1"]);
  expect(steps[0]?.calls).toMatchObject([{ at: "wake", host: "worker1", what: "while it is silent" }]);
  expect(locks).toEqual(["host/worker1"]);
  expect(impact[0]).toMatch(/^A magic packet goes to [0-9a-f:]{17} by .* until it answers over SSH\.$/);
  expect(warnings).toEqual([]);
});

test.each([
  ["host wake worker1", "worker1 is on: it answers over SSH."],
  ["host wake pi-1", "pi-1 is on: it answers over SSH."],
  ["host wake pi-7", "Wheelhouse may not log in to pi-7, so it would not see it come back."],
])("%s is refused", async (line, message) => {
  await expect(plan(line)).rejects.toMatchObject({ message });
});

test("one that is off, and whose card nobody has named, is left to a hand", async () => {
  given.cluster.powerOff("pi-1");
  given.machines.host("pi-1").cut();
  await expect(plan("host wake pi-1")).rejects.toThrow("pi-1 is switched on by hand");
});

test("of a machine whose key nobody has approved it would never be seen to be back", async () => {
  await expect(plan("host wake worker1", noHosts)).rejects.toThrow("Wheelhouse may not log in to worker1");
});
