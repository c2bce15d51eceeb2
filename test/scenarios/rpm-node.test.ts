// A machine with dnf is added in chat, what guards it is said before, and as a node it has what an upgrade needs.
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRedHat } from "../../playground/hosts/programs/red-hat.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
});
afterEach(() => chat.close());

test("a machine of Red Hat's family becomes a node, and its repository has the next minor", {
  timeout: 120_000,
}, async () => {
  const { propose, click, shows } = changes(chat);
  const { machine } = chat.machines.host("pi-4");
  makeRedHat(machine, chat.cluster);
  const key = await propose("/k8s host add pi-4");
  await click(key, "U0BOB", "Approve");
  await shows(key, "is pinned for pi-4.");

  const card = await propose("/k8s node add pi-4");
  expect(textOf(card)).toContain("SELinux: enforcing");
  expect(textOf(card)).toContain("Install containerd on pi-4");
  await click(card, "U0BOB", "Approve");
  await shows(card, "pi-4 is Ready as 10.0.0.24");

  expect(machine.files.get("/etc/yum.repos.d/kubernetes.repo")?.content).toContain("/v1.37/rpm/");
  expect([...machine.files.keys()].filter((path) => path.startsWith("/etc/apt/"))).toEqual([]);
  const plan = textOf(await chat.ask("/k8s upgrade plan", { channel: "C0RANDOM" }));
  expect(plan).toContain("kubeadm 1.38.0 can be had for every machine");
  expect(plan).not.toContain("Machines that were not read");
});
