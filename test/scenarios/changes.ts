// Proposes a change in #ops as Ann, clicks on its card, and waits for what it says then.
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, textOf } from "./given.ts";

export function changes({ workspace }: Pick<Conversation, "workspace">, as = "U0ANN") {
  return { propose, next, click, shows, callsOf, decide };

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

  /** What opens over the card for whoever presses its button. */
  async function callsOf(card: Message, by = "U0BOB"): Promise<string> {
    const known = new Set(workspace.modals({ as: by }));
    await click(card, by, "Exact calls");
    const opened = () => workspace.modals({ as: by }).find((modal) => !known.has(modal));
    const modal = await workspace.next(opened);
    return workspace.viewText(modal);
  }

  /** By Bob, who types the target's name where it is asked for: something may be lost, or the API is away. */
  async function decide(card: Message, label: string, target: string): Promise<void> {
    const known = new Set(workspace.modals({ as: "U0BOB" }));
    await click(card, "U0BOB", label);
    const opened = () => workspace.modals({ as: "U0BOB" }).find((modal) => !known.has(modal));
    await workspace.next(opened);
    await workspace.submit({ as: "U0BOB", values: { target } });
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
