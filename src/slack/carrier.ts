// Carries one parcel to Slack and says in the outbox's words what became of it.
import { webApi } from "@slack/bolt";
import type { Carrier, Delivery } from "./outbox.ts";
import type { Parcel } from "./parcel.ts";

type WebClient = webApi.WebClient;

/** Errors that no waiting mends: the place does not exist for us. */
const hopeless = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
  "user_not_found",
  "cannot_dm_bot",
  "missing_scope",
  "account_inactive",
  "invalid_auth",
  "token_revoked",
]);
const unreadable = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
]);
const lost = new Set(["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"]);

export function createCarrier(web: WebClient): Carrier {
  return {
    deliver: async (parcel) => {
      try {
        return { outcome: "delivered", ts: await send(web, parcel) };
      } catch (error) {
        return deliveryOf(error);
      }
    },
  };
}

/** Nothing in a message is parsed as a mention or unfurled; chat.update's own defaults differ, so it is said there too. */
export const quiet = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

async function send(web: WebClient, parcel: Parcel): Promise<string> {
  if (parcel.isFile) return sendFile(web, parcel);
  const { channel, ts, thread } = parcel;
  const message = { text: parcel.message.text, blocks: [...parcel.message.blocks] };
  if (ts) {
    await web.chat.update({ channel, ts, parse: "none", link_names: false, ...message });
    return ts;
  }
  const posted = await web.chat.postMessage({
    channel,
    ...(thread ? { thread_ts: thread } : {}),
    ...quiet,
    ...message,
  });
  return posted.ts ?? "";
}

async function sendFile(web: WebClient, { channel, thread, file }: Parcel): Promise<string> {
  if (!file || !thread) return "";
  await web.filesUploadV2({
    channel_id: channel,
    thread_ts: thread,
    filename: file.name,
    file: Buffer.from(file.content),
  });
  return thread;
}

/** What an SDK error means for the message. */
export function deliveryOf(error: unknown): Delivery {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { outcome: "wait", ms: error.retryAfter * 1_000 };
  if (!(error instanceof webApi.WebAPIPlatformError)) {
    return { outcome: "retry", why: error instanceof Error ? error.message : String(error) };
  }
  const code = error.data.error;
  if (unreadable.has(code)) return { outcome: "malformed", why: code };
  if (lost.has(code)) return { outcome: "gone" };
  if (code === "ratelimited") return { outcome: "wait", ms: 5_000 };
  return hopeless.has(code) || /^(invalid_arg|not_allowed)/.test(code)
    ? { outcome: "refused", why: code }
    : { outcome: "retry", why: code };
}
