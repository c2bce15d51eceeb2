// Shows something to one person in a message that Slack does not keep: over the response_url, else as an ephemeral message.
import type { webApi } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { deliveryOf } from "./carrier.ts";
import type { Request } from "./chat.ts";
import type { SlackMessage } from "./render/message.ts";
import { respond } from "./respond.ts";

type Parts = { readonly web: webApi.WebClient; readonly clock: Clock; readonly log: Log };

/** Unlike a whisper it never falls back to a direct message, which stays where it is, and it says when nothing arrived. */
export function createConfide({ web, clock, log }: Parts) {
  return async ({ by, where }: Request, message: SlackMessage): Promise<void> => {
    const { channel, thread, responseUrl } = where;
    const said = { text: message.text, blocks: [...message.blocks] };
    const ephemeral = () =>
      web.chat.postEphemeral({
        channel,
        user: by,
        ...(thread ? { thread_ts: thread } : {}),
        parse: "none",
        link_names: false,
        ...said,
      });
    const ways = [
      ...(responseUrl ? [() => respond(clock, responseUrl, said)] : []),
      // From the Home tab there is no channel: only the person's own id.
      ...(channel === by ? [] : [ephemeral]),
    ];
    for (const way of ways) if (await isTaken(way)) return;
    throw new RefusedError(
      "This is only shown in a message that Slack does not keep, and none could be delivered here.",
      {
        hint: "Ask again with /k8s in a channel that I am in.",
      },
    );
  };

  async function isTaken(way: () => Promise<unknown>): Promise<boolean> {
    try {
      await way();
      return true;
    } catch (error) {
      log.warn("Slack did not take what was to be shown once", { ...deliveryOf(error) });
      return false;
    }
  }
}
