// Proposes a change in #ops as Ann, clicks on its card, and waits for what it says then.
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, textOf } from "./given.ts";

export function changes({ workspace }: Pick<Conversation, "workspace">, as = "U0ANN") {
  return { propose, next, click, shows, callsOf, opened, fillIn, decide };

  /** Resolves with the card. */
  function propose(text: string): Promise<Message> {
    return next(() => workspace.say({ as, channel: "C0OPS", text }));
  }

  /** The card that comes of something. */
  async function next(act: () => Promise<unknown>): Promise<Message> {
    const known = new Set(cards().map(({ ts }) => ts));
    await act();
    return workspace.next(() => cards().find(({ ts }) => !known.has(ts)));
  }

  function click({ ts, channel }: Message, by: string, label: string): Promise<unknown> {
    return workspace.click({ as: by, where: { channel, ts }, label });
  }

  /** What opens over the card for whoever presses its button. What else the bot says meanwhile is no sign that it is there. */
  async function opened(card: Message, label: string, by = "U0BOB") {
    const known = new Set(workspace.modals({ as: by }));
    await click(card, by, label);
    return workspace.next(() => workspace.modals({ as: by }).find((modal) => !known.has(modal)));
  }

  async function callsOf(card: Message, by = "U0BOB"): Promise<string> {
    return workspace.viewText(await opened(card, "Exact calls", by));
  }

  /** By Bob: what a button asks for before it does anything. */
  async function fillIn(
    card: Message,
    label: string,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    await opened(card, label);
    await workspace.submit({ as: "U0BOB", values });
  }

  /** By Bob, who types the target's name where it is asked for: something may be lost, or the API is away. */
  function decide(card: Message, label: string, target: string): Promise<void> {
    return fillIn(card, label, { target });
  }

  /** Resolves when the message says so. */
  function shows({ ts, channel }: Message, text: string): Promise<Message> {
    const now = () => workspace.visible({ as, channel }).find((each) => each.ts === ts);
    return workspace.next(() => {
      const message = now();
      return message && textOf(message).includes(text) ? message : undefined;
    });
  }

  function cards(): readonly Message[] {
    return workspace
      .visible({ as, channel: "C0OPS" })
      .filter((message) => !message.thread_ts && textOf(message).includes("Approval needed"));
  }
}
