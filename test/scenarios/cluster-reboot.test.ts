// Every node is rebooted by one line: a first one, a question, the others.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
});
afterAll(() => chat.close());

test("each node is drained, rebooted and let in again, after a first one was seen to work", {
  timeout: 240_000,
}, async () => {
  const { propose, decide, shows } = changes(chat);
  const card = await propose("/k8s cluster reboot --delete-emptydir-data");
  await decide(card, "Approve…", "home");
  const campaign = await found((each) => !each.thread_ts && textOf(each).includes("ca-"));
  const asking = await found(
    (each) => each.thread_ts === campaign.ts && each.text.includes("Approval needed"),
  );
  await decide(asking, "Approve…", "worker1");
  const done = await shows(campaign, "is done");
  expect(textOf(done)).toContain("✅ Reboot cp1");
});

function found(isIt: (message: Message) => boolean): Promise<Message> {
  return chat.workspace.next(() => chat.workspace.visible({ as: "U0BOB", channel: "C0OPS" }).find(isIt));
}
