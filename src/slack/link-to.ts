// The address of a record's card, for whoever is told of it elsewhere.
import type { webApi } from "@slack/bolt";
import type { Log } from "#src/base/log.ts";
import type { Ref } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import { keyOf } from "./parcel.ts";

type Parts = { readonly store: Pick<Messages, "shown">; readonly web: webApi.WebClient; readonly log: Log };

/** Undefined while there is no card, or where Slack does not say. */
export function createLinkTo({ store, web, log }: Parts) {
  return async (ref: Ref): Promise<string | undefined> => {
    const shown = await store.shown(keyOf(ref));
    if (!shown) return undefined;
    try {
      const { permalink } = await web.chat.getPermalink({ channel: shown.channel, message_ts: shown.ts });
      return permalink;
    } catch (error) {
      log.warn("Slack gave no link to a message", { ...ref, error });
      return undefined;
    }
  };
}
