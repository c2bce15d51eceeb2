// A cluster is shut down and woken from chat: every machine off with the control plane last, nobody called for it, and all as it was after.
import { afterEach, beforeEach, expect, test } from "vitest";
import { at } from "../../playground/cluster/object.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation({ cluster: { heartbeatMs: 1_000 } });
});
afterEach(() => chat.close());

const names = ["cp1", "pi-1", "worker1"];
const isCordoned = (name: string) =>
  at(chat.cluster.store.get("nodes", undefined, name), "spec.unschedulable") === true;
const alerts = () =>
  chat.workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .filter(({ user }) => user === "U0WHEEL")
    .map(textOf);

test("a cluster goes off in order and comes back in order, and nobody is called meanwhile", async () => {
  const { propose, decide, click, shows } = changes(chat);
  const { cluster, machines } = chat;
  const off: string[] = [];
  for (const name of names) machines.host(name).machine.switchedOff.add(() => void off.push(name));
  // The API server goes off with the only control plane, and comes back with it.
  machines.host("cp1").machine.switchedOff.add(() => void cluster.stop());
  machines.host("cp1").machine.rebooted.add(() => void cluster.start());

  const card = await propose("/k8s cluster shutdown");
  expect(textOf(card)).toContain("one after another: pi-1, worker1, cp1");
  expect(textOf(card)).not.toContain("what is lost stays lost");
  await decide(card, "Approve…", "home");
  const done = await shows(card, "Shut everything down on home is done");
  expect(off).toEqual(["pi-1", "worker1", "cp1"]);
  expect(names.every(cluster.isOff)).toBe(true);
  await chat.time.leap(3 * 60_000);
  expect(await chat.ask("/k8s silence list").then(textOf)).toContain("shut down on purpose");
  expect(alerts()).toEqual([]);

  const wake = await propose("/k8s cluster wake");
  expect(textOf(wake)).toContain("Switched on by Wake-on-LAN: cp1 and worker1.");
  expect(textOf(wake)).toContain("To be switched on by hand: pi-1.");
  await click(wake, "U0BOB", "Approve");
  await shows(wake, "pi-1 is off: somebody has to switch it on by hand");
  expect(["cp1", "worker1"].filter(cluster.isOff)).toEqual([]);
  machines.switchOn("pi-1");
  await shows(wake, "Wake everything on home is done");
  expect(names.filter(isCordoned)).toEqual([]);
  expect(textOf(done)).toContain("Wake");

  await chat.time.leap(6 * 60_000);
  expect(textOf(await chat.ask("/k8s silence list"))).not.toContain("shut down on purpose");
  expect(alerts()).toEqual([]);
});
