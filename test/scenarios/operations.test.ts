// A change from the line to the report: proposed, approved by a second person, run on the cluster.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat.close());

test("a node is cordoned once a second person has approved it", { timeout: 40_000 }, async () => {
  const { cluster } = chat;
  const card = await chat.ask("/k8s node cordon worker1 --reason 'kernel upgrade'");
  expect(textOf(card)).toContain("Approval needed: Cordon worker1 on home");

  await click(card, "U0BOB", "Approve");
  const done = await shows(card, "✅ Cordon worker1 on home is done");
  expect(done.ts).toBe(card.ts);
  expect(cluster).toBeDefined();
});

function click({ ts, channel }: Message, as: string, label: string): Promise<unknown> {
  return chat.workspace.click({ as, where: { channel, ts }, label });
}

/** Resolves when the message says so. */
function shows({ ts, channel }: Message, text: string): Promise<Message> {
  return chat.workspace.next(
    () =>
      chat.workspace
        .visible({ as: "U0ANN", channel })
        .find((each) => each.ts === ts && textOf(each).includes(text)),
    25_000,
  );
}
