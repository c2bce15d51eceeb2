// Machines are woken by packets, or waited for; which are missing is said, and enough of them will do.
import { afterEach, beforeEach, expect, test } from "vitest";
import wakeHosts from "#src/steps/wake-hosts.ts";
import { configuredOf, type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { actOn, contextOf, proofOn } from "./on-machines.ts";

let given: GivenMachines;
beforeEach(async () => {
  given = await givenMachines();
});
afterEach(() => given.close());

const order = ["cp1", "pi-1", "worker1"];

/** Nobody has written the address of a Raspberry Pi's card down: it would not wake by it. */
function planned(names = order, enough = names.length) {
  const { hosts } = configuredOf(given.machines);
  return wakeHosts.with({
    what: "the machines",
    enough,
    hosts: names.map((host) => {
      const { mac, broadcast } = hosts[host] ?? {};
      return { host, ...(mac && broadcast && { wakes: { mac, to: broadcast } }) };
    }),
  });
}

async function switchOff(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await given.machines.node(name);
    given.cluster.powerOff(name);
  }
}

test("what is on already is left alone", async () => {
  expect(await proofOn(given, wakeHosts, planned())).toEqual({
    goal: "holds",
    evidence: "cp1, pi-1 and worker1 answer over SSH.",
  });
});

test("who has a card is woken by a packet, who has none is waited for by name", async () => {
  await switchOff("worker1", "pi-1");
  const woken = new Promise<void>((resolve) =>
    given.machines.host("worker1").machine.rebooted.add(() => resolve()),
  );
  await actOn(given, wakeHosts, planned());
  await woken;
  expect(given.cluster.isOff("worker1")).toBe(false);
  expect(await proofOn(given, wakeHosts, planned(order, 2))).toEqual({
    goal: "open",
    reached: 2,
    evidence: "pi-1 is off: somebody has to switch it on by hand.",
    enough: "pi-1 did not come back",
  });
  given.machines.switchOn("pi-1");
  expect(await proofOn(given, wakeHosts, planned())).toMatchObject({ goal: "holds" });
});

test("fewer than it takes are never enough", async () => {
  await switchOff("cp1", "pi-1");
  const proof = await proofOn(given, wakeHosts, planned(order, 2));
  expect(proof).toMatchObject({ goal: "open", reached: 1 });
  expect(proof.enough).toBeUndefined();
});

test("a packet goes to what is silent, and to nothing else", async () => {
  await switchOff("worker1");
  const sent: string[] = [];
  const { hosts, ...context } = contextOf(given);
  const wake = async (host: string) => void sent.push(host);
  const step = planned();
  await wakeHosts.run(wakeHosts.input.parse(step.input), { ...context, hosts: { ...hosts, wake } });
  expect(sent).toEqual(["worker1"]);
});

test("a machine that answers and lets nobody in is said so, and gets no packet", async () => {
  await given.machines.host("worker1").close();
  const proof = await proofOn(given, wakeHosts, planned());
  expect(proof.evidence).toContain("nothing listens for SSH");
});

test("the card names each packet, and that it goes to what is silent", () => {
  const { title, calls } = planned();
  expect(title).toBe("Wake the machines: cp1, pi-1 and worker1");
  expect(calls).toMatchObject([
    { at: "wake", host: "cp1", mac: "52:54:00:00:00:10", what: "while it is silent" },
    { at: "wake", host: "worker1", mac: "52:54:00:00:00:21" },
  ]);
});
