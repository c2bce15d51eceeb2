// What events say: something to answer, or news about people and channels.
import type { Log } from "#src/base/log.ts";
import type { Request } from "./chat.ts";
import { fromSpoken, type SpokenEvent } from "./incoming.ts";

export type Hearers = {
  readonly homeOpened: (person: string) => Promise<void>;
  readonly groupChanged: (group: string) => void;
  readonly channelShared: (channel: string) => void;
  /** Slack has taken a token back, or the app was removed. */
  readonly accessLost: () => void;
};

/** The fields of the subscribed events that are read here. */
export type HeardEvent = {
  readonly type: string;
  readonly tab?: string;
  readonly user?: string;
  readonly subteam_id?: string;
  readonly channel?: string;
  readonly channel_type?: string;
  readonly ts?: string;
};

type Parts = { readonly listeners: Hearers; readonly botUser: () => string; readonly log: Log };

export function createHearing({ listeners, botUser, log }: Parts) {
  return { request, tell };

  /** Undefined when nobody waits for an answer. */
  function request(event: HeardEvent): Request | undefined {
    if (event.type !== "app_mention" && !(event.type === "message" && event.channel_type === "im"))
      return undefined;
    return fromSpoken(event as SpokenEvent, botUser());
  }

  async function tell(event: HeardEvent): Promise<void> {
    if (event.type === "app_home_opened" && event.tab !== "messages")
      return listeners.homeOpened(event.user ?? "");
    if (event.type === "subteam_members_changed") return listeners.groupChanged(event.subteam_id ?? "");
    if (event.type === "channel_shared") return listeners.channelShared(event.channel ?? "");
    if (event.type !== "app_uninstalled" && event.type !== "tokens_revoked") return;
    log.error("Slack has taken the app's access away", { event: event.type });
    listeners.accessLost();
  }
}
