// What is asked of Slack about people and channels.
import { webApi } from "@slack/bolt";
import { UnreachableError } from "#src/base/errors.ts";
import type { Audience } from "./chat.ts";
import type { Directory } from "./people.ts";
import { isDirect } from "./whisper.ts";

export function directoryOf(client: webApi.WebClient): Directory {
  return {
    user: async (user) => {
      try {
        return (await client.users.info({ user })).user ?? {};
      } catch (error) {
        // People of other organisations may be invisible to us; nothing known about somebody means outsider.
        if (hasCode(error, "user_not_found", "user_not_visible")) return {};
        throw error;
      }
    },
    groupMembers: async (group) => (await client.usergroups.users.list({ usergroup: group })).users ?? [],
  };
}

/** @throws UnreachableError when Slack does not say; nothing is shown on a guess */
export function audienceIn(client: webApi.WebClient): (channel: string) => Promise<Audience> {
  return async (channel) => {
    if (isDirect(channel)) return "direct";
    try {
      const { channel: found } = await client.conversations.info({ channel });
      if (found?.is_ext_shared || found?.is_pending_ext_shared) return "shared";
      return found?.is_member === false ? "closed" : "inside";
    } catch (error) {
      if (hasCode(error, "channel_not_found", "missing_scope")) return "closed";
      throw new UnreachableError("Slack did not tell me who reads this channel, so I answer nothing here.", {
        hint: "Try again in a moment, or ask me in a direct message.",
        cause: error,
      });
    }
  };
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof webApi.WebAPIPlatformError && codes.includes(error.data.error);
}
