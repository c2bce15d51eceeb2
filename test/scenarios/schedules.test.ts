// What is asked by the clock: a digest comes by itself, a proposal waits for people, and what a channel refuses an admin gets.
import { afterAll, beforeAll, expect, test } from "vitest";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

const settings = `${playgroundSettings}
schedules:
  - { name: minutely, at: "* * * * *", line: "digest --cluster=home", channel: C0OPS }
  - { name: lost, at: "* * * * *", remind: Look at the backups, channel: C0RANDOM }
  - { name: backup, at: "* * * * *", line: "etcd backup --cluster=home", mayPropose: true, channel: C0OPS }
`;
let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ settings });
});
afterAll(() => chat.close());

test("a minute passes, and what is due comes once, as the schedule, to where somebody hears it", async () => {
  await chat.time.leap(61_000);
  const digest = await heard("C0OPS", "home over the last");
  expect(textOf(digest)).toContain("the schedule minutely");
  expect(textOf(await heard("D0ADA", "Look at the backups", "U0ADA"))).not.toContain("/k8s");
  const card = await heard("C0OPS", "Back up etcd");
  expect(textOf(card)).toContain("the schedule backup");
});

test("people approve what a schedule proposed, as any other change", async () => {
  const card = await heard("C0OPS", "Back up etcd");
  await chat.workspace.click({ as: "U0BOB", where: { channel: "C0OPS", ts: card.ts }, label: "Approve" });
  await chat.workspace.next(
    () => said("C0OPS", "U0ANN").find((each) => each.ts === card.ts && textOf(each).includes("is done")),
    20_000,
  );
  const kept = [...chat.machines.host("cp1").machine.files.keys()];
  expect(kept).toContainEqual(expect.stringMatching(/^\/var\/backups\/wheelhouse\/etcd\/op-\w+\.db$/));
});

function heard(channel: string, text: string, as = "U0ANN"): Promise<Message> {
  return chat.workspace.next(() => said(channel, as).find((each) => textOf(each).includes(text)));
}

function said(channel: string, as: string): readonly Message[] {
  return chat.workspace.visible({ as, channel }).filter(({ user }) => user === "U0WHEEL");
}
