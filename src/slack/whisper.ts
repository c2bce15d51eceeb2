// Says something to one person only, by whichever way still works.
import { randomUUID } from "node:crypto";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { deliveryOf } from "./carrier.ts";
import type { Request } from "./chat.ts";
import type { Outbox } from "./outbox.ts";
import type { SlackMessage } from "./render/message.ts";
import { asPlainText } from "./render/plain.ts";
import { respond } from "./respond.ts";

type Parts = { readonly outbox: Pick<Outbox, "send">; readonly clock: Clock; readonly log: Log };

type Told = { readonly responseUrl: string; readonly replaces: true | undefined };

/** As long as a response_url lives: what somebody did wrong an hour ago is no news any more. */
const keptForMs = 30 * 60_000;

/** Channels that only one person reads with the bot: direct messages, or the person's own id. */
export function isDirect(channel: string): boolean {
  return /^[DUW]/.test(channel);
}

/**
 * Over the response_url of what the person did, else where they did it, else as a direct message: a response_url
 * ends after 30 minutes or 5 uses, and the bot need not be in the channel. What the first way does not take is owed.
 */
export function createWhisper({ outbox, clock, log }: Parts) {
  return async ({ by, where }: Request, message: SlackMessage): Promise<void> => {
    const { channel, thread, responseUrl, replaces } = where;
    if (responseUrl && (await isTold({ responseUrl, replaces }, message))) return;
    await outbox.send({
      key: `note/${randomUUID()}`,
      channel,
      message,
      until: clock.now() + keptForMs,
      ...(thread ? { thread } : {}),
      ...(isDirect(channel) ? {} : { to: by }),
      ...(channel === by ? {} : { instead: by }),
    });
  };

  /** One attempt, and one as text where Slack takes no such blocks. */
  async function isTold(where: Told, message: SlackMessage): Promise<boolean> {
    const { text, blocks } = message;
    try {
      const replacing = where.replaces ? { replace_original: true } : {};
      await respond(clock, where.responseUrl, { text, blocks: [...blocks], ...replacing });
      return true;
    } catch (error) {
      const delivery = deliveryOf(error);
      log.warn("Slack did not take a note over its response_url", { ...delivery });
      if (delivery.outcome !== "malformed" || blocks.length === 0) return false;
      return isTold(where, asPlainText(message));
    }
  }
}
