// What comes in over HTTP: an alert of Alertmanager's becomes a card, somebody takes it, and it is over when Alertmanager says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { newToken } from "#src/token.ts";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

const { token, hash } = newToken();
const settings = `${playgroundSettings}
doors: { alertmanager: [{ name: prometheus, hash: "${hash}", clusters: [home] }] }
`;
const timeout = 60_000;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ settings });
});
afterAll(() => chat.close());

test("an alert is one card, which somebody takes, and over when Alertmanager says so", {
  timeout,
}, async () => {
  expect(await post("firing")).toBe(200);
  expect(await post("firing")).toBe(200);
  const card = await shows("The volume db-0 is full");
  const drawn = JSON.stringify(card.blocks);
  expect(drawn).toContain("told by prometheus");
  expect(drawn).not.toContain("hunter2hunter2");
  // A mention stays text: in blocks as such, in the notification escaped.
  expect(drawn).not.toContain('"type":"user"');
  expect(drawn).not.toMatch(/"mrkdwn","text":"[^"]*<[@!]/);
  expect(card.text).not.toMatch(/<[@!]/);
  await chat.workspace.click({
    as: "U0ANN",
    where: { channel: card.channel, ts: card.ts },
    label: "I take it",
  });
  await shows("Taken");
  expect(await post("resolved")).toBe(200);
  await shows("Resolved: The volume db-0 is full");
  expect(cards()).toHaveLength(1);
});

test("without the token nothing is told", async () => {
  expect(await post("firing", "wh_nobody")).toBe(401);
});

async function post(status: string, bearer = token): Promise<number> {
  const alert = {
    status,
    labels: { alertname: "KubePersistentVolumeFillingUp", severity: "critical", namespace: "shop" },
    annotations: { summary: "The volume db-0 is full, <@U0BOB> <!channel> password=hunter2hunter2" },
    startsAt: "2026-11-29T05:00:00Z",
    fingerprint: "c8f1ad3e0b5d7e21",
  };
  const { status: answered } = await fetch(`http://127.0.0.1:${chat.port()}/alertmanager`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ version: "4", groupKey: "{}", alerts: [alert] }),
  });
  return answered;
}

function cards(): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .filter(({ user, thread_ts }) => user === "U0WHEEL" && thread_ts === undefined);
}

function shows(text: string): Promise<Message> {
  return chat.workspace.next(() => cards().find((each) => textOf(each).includes(text)), 30_000);
}
