// A worker is removed from chat and joined again: its machine is reset, the node is gone, and then it is a node once more.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { soon } from "../soon.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
});
afterEach(() => chat.close());

const nodeOf = () => chat.cluster.store.get("nodes", undefined, "pi-1");
const podsOn = () =>
  chat.cluster.store.list("pods").filter(({ spec }) => JSON.stringify(spec).includes('"pi-1"'));

/** Nobody removes a node by one click: its name is typed. */
async function approve(card: Message): Promise<void> {
  await changes(chat).decide(card, "Approve…", "pi-1");
}

test("a worker is removed, and joined again as another node of the same name", async () => {
  const { propose, click, shows } = changes(chat);
  const { machine } = await chat.machines.node("pi-1");
  const before = nodeOf()?.metadata.uid;
  const removal = await propose("/k8s remove node pi-1");
  await approve(removal);
  await shows(removal, "pi-1 is no node of home any more.");
  expect(nodeOf()).toBeUndefined();
  expect(podsOn()).toEqual([]);
  expect(machine.files.has("/etc/kubernetes/kubelet.conf")).toBe(false);

  const join = await propose("/k8s node add pi-1");
  await click(join, "U0BOB", "Approve");
  await shows(join, "pi-1 is Ready as 10.0.0.23");
  expect(nodeOf()?.metadata.uid).not.toBe(before);
});

test("a worker leaves and comes back under another name by one approval", async () => {
  const { propose, shows } = changes(chat);
  const { machine } = await chat.machines.node("pi-1");
  const rejoin = await propose("/k8s rename node pi-1 --name pi-9");
  expect(textOf(rejoin)).toContain("Then it joins as pi-9: another node");
  expect(textOf(rejoin)).toContain("The machine calls itself pi-1");
  await approve(rejoin);
  await shows(rejoin, "pi-9 is Ready as 10.0.0.23");
  expect(nodeOf()).toBeUndefined();
  expect([...machine.units.keys()]).toEqual([]);
});

test("a node whose machine is gone for good is removed without it, once somebody says so", async () => {
  const { propose, shows } = changes(chat);
  chat.cluster.powerOff("pi-1");
  await soon(() => expect(JSON.stringify(nodeOf()?.status)).toContain("NodeStatusUnknown"));
  const removal = await propose("/k8s node remove pi-1 --machine-gone");
  expect(textOf(removal)).toContain("its kubelet still has its certificate");
  await approve(removal);
  await shows(removal, "pi-1 is no node of home any more.");
  expect(podsOn()).toEqual([]);
});
