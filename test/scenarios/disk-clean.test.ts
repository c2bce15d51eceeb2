// A node with a full disk is cleaned from its incident's answer: the estimate before, one approval, and no pressure after.
import { afterEach, beforeEach, expect, test } from "vitest";
import diskPressure from "../../playground/scenarios/disk-pressure.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
});
afterEach(() => chat.close());

test("a full disk is cleaned as far as is needed", async () => {
  const { propose, click, shows } = changes(chat);
  await diskPressure.begin(chat.cluster, chat.machines);
  const card = await propose("/k8s disk clean worker1");
  expect(textOf(card)).toContain("Shorten the journal: about 1.0Gi");
  await click(card, "U0BOB", "Approve");
  await shows(card, "No unit of this operation is left on worker1.");
  const node = JSON.stringify(chat.cluster.store.get("nodes", undefined, "worker1"));
  expect(node).toContain("KubeletHasNoDiskPressure");
  expect(node).not.toContain("node.kubernetes.io/disk-pressure");
});
