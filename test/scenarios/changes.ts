// Proposes a change in #ops as Ann, clicks on its card, and waits for what it says then.
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, textOf } from "./given.ts";

const patienceMs = 25_000;

export function changes({ workspace }: Pick<Conversation, "workspace">, as = "U0ANN") {
  return { propose, click, shows, callsOf };

  /** Resolves with the card. */
  async function propose(text: string): Promise<Message> {
    const known = new Set(cards().map(({ ts }) => ts));
    await workspace.say({ as, channel: "C0OPS", text });
    return workspace.next(() => cards().find(({ ts }) => !known.has(ts)), patienceMs);
  }

  function click({ ts, channel }: Message, by: string, label: string): Promise<unknown> {
    return workspace.click({ as: by, where: { channel, ts }, label });
  }

  /** What opens over the card for whoever presses its button. */
  async function callsOf(card: Message, by = "U0BOB"): Promise<string> {
    const known = new Set(workspace.modals({ as: by }));
    await click(card, by, "Exact calls");
    const opened = () => workspace.modals({ as: by }).find((modal) => !known.has(modal));
    const modal = await workspace.next(opened, patienceMs);
    return workspace.viewText(modal);
  }

  /** Resolves when the message says so. */
  function shows({ ts, channel }: Message, text: string): Promise<Message> {
    const now = () => workspace.visible({ as, channel }).find((each) => each.ts === ts);
    return workspace.next(() => {
      const message = now();
      return message && textOf(message).includes(text) ? message : undefined;
    }, patienceMs);
  }

  function cards(): readonly Message[] {
    return workspace
      .visible({ as, channel: "C0OPS" })
      .filter((message) => !message.thread_ts && textOf(message).includes("Approval needed"));
  }
}
