// A change from the line to the report: proposed, decided by a second person, run on the cluster, told to whom it concerns.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat.close());

test("a node is cordoned once a second person has approved it, in one message with its trail below", async () => {
  const card = await propose("/k8s node cordon worker1 --reason 'kernel upgrade'");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Cordon worker1 on home is done");
  await threadSays(card, "@ann ✅ Cordon worker1 on home is done.");
  expect(transcriptOf("C0OPS")).toMatch(
    new RegExp(
      [
        "Ann: /k8s node cordon worker1 --reason 'kernel upgrade'",
        "wheelhouse \\(edited\\):",
        "  == ✅ Cordon worker1 on home is done ==",
        "  Asked by @ann: kernel upgrade",
        "(?:.*\\n)*?  ✅ Cordon worker1 – \\d+ s – worker1 is unschedulable",
        "  \\[Uncordon\\]",
        "  op-\\w+  node cordon worker1 \\| approved by @bob \\| started .* \\| ended .*",
        "  wheelhouse:",
        "    ✅ @bob approved this as approver.",
        "  wheelhouse:",
        "    ✅ Cordon worker1 – \\d+ s",
        "    worker1 is unschedulable",
        "  wheelhouse:",
        "    @ann ✅ Cordon worker1 on home is done.",
      ].join("\\n"),
    ),
  );
  expect(textOf(await chat.ask("/k8s node show worker1", { as: "U0VIC" }))).toContain("unschedulable");
});

test("a denial asks for its reason in a form, and tells the requester", async () => {
  const card = await propose("/k8s node uncordon worker1");
  const modal = await changes(chat).opened(card, "Deny…");
  expect(cardNow(card)?.edited).toBeUndefined();
  expect(chat.workspace.viewText(modal)).toContain("Uncordon worker1 on home will not run");
  expect(JSON.stringify(modal.view)).not.toContain("unschedulable");
  await chat.workspace.submit({ as: "U0BOB", values: { reason: "not before the backup" } });
  await shows(card, "was denied");
  await threadSays(card, "not before the backup");
  expect(chat.workspace.modals({ as: "U0BOB" })).toEqual([]);
});

test("whoever asked cannot approve it, and is told so alone; the buttons stay", async () => {
  const card = await propose("/k8s node uncordon worker1");
  await click(card, "U0ANN", "Approve");
  const note = await noteTo("U0ANN", "somebody else must approve it");
  expect(visibleTo("U0BOB")).not.toContain(note.ts);
  await click(card, "U0VIC", "Deny…");
  await noteTo("U0VIC", "needs the role approver");
  await click(card, "U0ANN", "Cancel");
  await shows(card, "was cancelled");
});

test("a decision that comes too late is explained, and changes nothing", async () => {
  const card = await propose("/k8s node uncordon worker1");
  await click(card, "U0ANN", "Cancel");
  await shows(card, "was cancelled");
  const note = await chat.ask(`/k8s approve ${idOf(card)}`, { as: "U0BOB" });
  expect(note.ephemeral).toBe("U0BOB");
  expect(textOf(note)).toContain("was already cancelled by");
});

test("a guest's click does nothing", async () => {
  const card = await propose("/k8s node uncordon worker1");
  await click(card, "U0GUS", "Approve");
  const list = await chat.ask("/k8s operation list");
  expect(textOf(list)).toContain("waits, 0 of 1");
  await click(card, "U0ANN", "Cancel");
  await shows(card, "was cancelled");
});

test("after a restart the same message goes on, and what it waits for still counts", async () => {
  const card = await propose("/k8s node uncordon worker1");
  await chat.stopBot();
  await chat.startBot();
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Uncordon worker1 on home is done");
  const cards = chat.workspace
    .visible({ as: "U0ANN", channel: "C0OPS" })
    .filter((message) => textOf(message).includes(idOf(card)) && !message.thread_ts);
  expect(cards.map(({ ts }) => ts)).toEqual([card.ts]);
});

test("asked elsewhere, the card is in the approvals channel, and the requester hears where they asked", async () => {
  const pointer = await chat.ask("/k8s node cordon pi-1", { channel: "C0GENERAL" });
  expect(chat.workspace.transcript({ channel: "C0GENERAL" })).toContain("waits for approval in #ops.");
  const id = /op-\w+/.exec(textOf(pointer))?.[0] ?? "";
  const note = await chat.ask(`/k8s approve ${id}`, { as: "U0BOB", channel: "D0BOB" });
  expect(note.text).toContain("running");
  await chat.workspace.next(() =>
    chat.workspace.transcript({ channel: "C0GENERAL" }).includes("@ann ✅ Cordon pi-1 on home is done."),
  );
});

test("a dry run shows the calls and keeps nothing", async () => {
  const alone = { channel: "D0ANN" };
  const before = await chat.ask("/k8s operation list --all", alone);
  const answer = await chat.ask("/k8s node uncordon pi-1 --dry-run", alone);
  expect(answer.text).toContain("Dry run: Uncordon pi-1 on home. Nothing was changed");
  expect(textOf(answer)).toContain("PATCH /api/v1/nodes/pi-1");
  expect((await chat.ask("/k8s operation list --all", alone)).text).toBe(before.text);
});

test("what is pointless is refused instead of proposed", async () => {
  // A channel of its own: what the earlier operations still say comes to the others.
  const refusal = await chat.ask("/k8s node uncordon worker1", { channel: "C0ALERTS" });
  expect(refusal.ephemeral).toBe("U0ANN");
  expect(textOf(refusal)).toContain("is not cordoned");
});

async function propose(line: string): Promise<Message> {
  const known = new Set(cards().map(({ ts }) => ts));
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: line });
  return chat.workspace.next(() => cards().find(({ ts }) => !known.has(ts)));
}

function cards(): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0ANN", channel: "C0OPS" })
    .filter((message) => !message.thread_ts && textOf(message).includes("Approval needed"));
}

function idOf(card: Message): string {
  return /op-[a-z0-9]+/.exec(textOf(card))?.[0] ?? "";
}

function click({ ts, channel }: Message, as: string, label: string): Promise<unknown> {
  return chat.workspace.click({ as, where: { channel, ts }, label });
}

function cardNow({ ts, channel }: Message): Message | undefined {
  return chat.workspace.visible({ as: "U0ANN", channel }).find((each) => each.ts === ts);
}

/** Resolves when the message says so. */
function shows({ ts, channel }: Message, text: string): Promise<Message> {
  return chat.workspace.next(() =>
    chat.workspace
      .visible({ as: "U0ANN", channel })
      .find((each) => each.ts === ts && textOf(each).includes(text)),
  );
}

function threadSays({ channel }: Message, text: string): Promise<unknown> {
  return chat.workspace.next(() => transcriptOf(channel).includes(text));
}

function transcriptOf(channel: string): string {
  return chat.workspace.transcript({ channel });
}

/** What is said to one person alone. */
function noteTo(as: string, text: string): Promise<Message> {
  return chat.workspace.next(() =>
    chat.workspace
      .visible({ as, channel: "C0OPS" })
      .find((each) => each.ephemeral === as && textOf(each).includes(text)),
  );
}

function visibleTo(as: string): readonly string[] {
  return chat.workspace.visible({ as, channel: "C0OPS" }).map(({ ts }) => ts);
}
