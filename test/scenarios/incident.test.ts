// Told first: a node falls silent, one message says so, somebody takes it, it is over; then the bot dies in the middle of one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

const settings = `${playgroundSettings}
alerts: { resolveAfter: 0s, thresholds: { nodeNotReady: 0s, podNotReady: 30m, corednsDown: 0s, podCrashLooping: 0s } }
`;
/** Only for a machine that hangs: a look that took long is followed by twenty times as long a pause, and that passes by the clock. */
let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ settings, cluster: { heartbeatMs: 5_000 } });
});
afterAll(() => chat.close());

test("a node that falls silent is one message, which somebody takes, and which says when it is over", async () => {
  await chat.scenarios.toggle("pi-off");
  const card = await told("pi-1 has been NotReady");
  expect(textOf(card)).toContain("Nobody has taken it.");
  // Its machine is asked over SSH meanwhile, and the message is edited.
  await shows(card, "Host off, or cut off from the network: SSH does not reach it either.");
  await click(card, "I take it");
  const taken = await shows(card, "Taken");
  expect(JSON.stringify(taken.blocks)).toContain("U0ANN");
  await chat.scenarios.toggle("pi-off");
  await shows(card, "Resolved: pi-1");
  const messages = inAlerts().filter(({ thread_ts }) => thread_ts === undefined);
  expect(messages.map((each) => textOf(each).split("\n")[0])).toHaveLength(1);
  // The card is edited before its thread goes on.
  const thread = () => inAlerts().filter(({ thread_ts }) => thread_ts === card.ts);
  await passing(() => /takes it[\s\S]*Resolved/.test(thread().map(textOf).join("\n")) || undefined);
});

test("what came about while the bot was away is told after its restart, and what it had told is not told again", async () => {
  await chat.scenarios.toggle("coredns-crash-loop");
  const before = await told("coredns");
  await chat.stopBot(0);
  await chat.scenarios.toggle("coredns-crash-loop");
  await chat.startBot();
  await shows(before, "Resolved");
  expect(inAlerts().filter(({ ts }) => ts === before.ts)).toHaveLength(1);
});

test("somebody without the role takes nothing, and hears which is missing", async () => {
  const refusal = await chat.ask("/k8s ack in-000000", { as: "U0VIC" });
  expect(refusal.ephemeral).toBe("U0VIC");
  expect(textOf(refusal)).toContain("needs the role operator");
});

function inAlerts(): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .filter(({ user }) => user === "U0WHEEL");
}

function told(text: string): Promise<Message> {
  return passing(() =>
    inAlerts().find((each) => each.thread_ts === undefined && textOf(each).includes(text)),
  );
}

function shows({ ts }: Message, text: string): Promise<Message> {
  return passing(() => inAlerts().find((each) => each.ts === ts && textOf(each).includes(text)));
}

/** Lets time pass until it is to be seen: the bot's, the cluster's and Slack's. */
async function passing<T>(seen: () => T | undefined): Promise<T> {
  for (let seconds = 0; seconds < 1_200; seconds += 2) {
    const found = seen();
    if (found !== undefined) return found;
    await chat.time.leap(2_000);
    // What was sent meanwhile is really on its way.
    await chat.workspace.settled({ quietMs: 20 });
  }
  throw new Error(`it is not there after twenty minutes:\n${inAlerts().map(textOf).join("\n")}`);
}

async function click(card: Message, label: string): Promise<void> {
  await chat.workspace.click({ as: "U0ANN", where: { channel: card.channel, ts: card.ts }, label });
}
