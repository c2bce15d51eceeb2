// A cluster is shut down from chat: typed, approved by its name, and every machine off with the control plane last, its API server gone.
import { afterEach, beforeEach, expect, test } from "vitest";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
});
afterEach(() => chat.close());

test("a cluster goes off in order, and what is done is proven without its API server", {
  timeout: 60_000,
}, async () => {
  const { propose, decide, shows } = changes(chat);
  const { cluster, machines } = chat;
  const names = ["cp1", "pi-1", "worker1"];
  const off: string[] = [];
  for (const name of names) machines.host(name).machine.switchedOff.add(() => void off.push(name));
  // The API server goes off with the only control plane.
  machines.host("cp1").machine.switchedOff.add(() => void cluster.stop());

  const card = await propose("/k8s cluster shutdown");
  expect(textOf(card)).toContain("one after another: pi-1, worker1, cp1");
  await decide(card, "Approve…", "home");
  await shows(card, "Shut everything down on home is done");

  expect(off).toEqual(["pi-1", "worker1", "cp1"]);
  expect(names.every(cluster.isOff)).toBe(true);
  const cordoned = names.map((name) => cluster.store.get("nodes", undefined, name)?.metadata.annotations);
  expect(cordoned.every((marks) => marks?.["wheelhouse/cordoned-by"]?.startsWith("op-"))).toBe(true);
});
