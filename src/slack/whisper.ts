// Says something to one person only, by whichever way still works.
import type { webApi } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { deliveryOf, quiet } from "./carrier.ts";
import type { Request } from "./chat.ts";
import type { SlackMessage } from "./render/message.ts";
import { asPlainText } from "./render/plain.ts";
import { respond } from "./respond.ts";

type Parts = { readonly web: webApi.WebClient; readonly clock: Clock; readonly log: Log };
type Way = (message: SlackMessage) => Promise<unknown>;

const attempts = 3;
const longestWaitMs = 10_000;

/** Channels that only one person reads with the bot: direct messages, or the person's own id. */
export function isDirect(channel: string): boolean {
  return /^[DUW]/.test(channel);
}

/**
 * Over the response_url of what the person did, else where they did it, else as a direct message: a response_url
 * ends after 30 minutes or 5 uses, and the bot need not be in the channel. Best effort: it never rejects.
 */
export function createWhisper({ web, clock, log }: Parts) {
  return async ({ by, where }: Request, message: SlackMessage): Promise<void> => {
    const { channel, responseUrl } = where;
    const thread = where.thread ? { thread_ts: where.thread } : {};
    const post = (to: string, more: object) => (said: SlackMessage) =>
      web.chat.postMessage({ channel: to, ...more, ...quiet, ...sendable(said) });
    const ephemeral = (said: SlackMessage) =>
      web.chat.postEphemeral({
        channel,
        user: by,
        ...thread,
        parse: "none",
        link_names: false,
        ...sendable(said),
      });
    const ways: readonly Way[] = [
      ...(responseUrl ? [(said: SlackMessage) => respond(responseUrl, sendable(said))] : []),
      isDirect(channel) ? post(channel, thread) : ephemeral,
      post(by, {}),
    ];
    for (const way of ways) if (await isTold(way, message)) return;
    log.error("a note was not delivered", { by, channel });
  };

  async function isTold(way: Way, message: SlackMessage): Promise<boolean> {
    let form = message;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        await way(form);
        return true;
      } catch (error) {
        const delivery = deliveryOf(error);
        log.warn("Slack did not take a note yet", { ...delivery });
        const isPassing = delivery.outcome === "retry" || delivery.outcome === "wait";
        if (delivery.outcome === "malformed" && form.blocks.length > 0) form = asPlainText(form);
        else if (!isPassing) return false;
        else
          await clock.sleep(
            delivery.outcome === "wait" ? Math.min(delivery.ms, longestWaitMs) : 500 * attempt,
          );
      }
    }
    return false;
  }
}

function sendable({ text, blocks }: SlackMessage) {
  return { text, blocks: [...blocks] };
}
