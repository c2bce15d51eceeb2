// Carries one parcel to Slack and says in the outbox's words what became of it.
import { webApi } from "@slack/bolt";
import type { Delivery } from "./delivery.ts";
import type { Carrier } from "./outbox.ts";
import type { Parcel, Sendable } from "./parcel.ts";
import { RespondError } from "./respond.ts";

type WebClient = webApi.WebClient;

/** Errors that no waiting mends: the place does not exist for us, or we may not write there. */
const hopeless = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "is_inactive",
  "channel_is_limited_access",
  "messages_tab_disabled",
  "no_permission",
  "access_denied",
  "user_not_found",
  "user_not_in_channel",
  "user_is_bot",
  "user_disabled",
  "cannot_dm_bot",
  "missing_scope",
]);
/** Trouble at Slack, or with our token: the message is kept until that is mended. */
const passing = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "account_inactive",
  "invalid_auth",
  "not_authed",
  "token_expired",
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
        return { outcome: "delivered", ...(await send(web, parcel)) };
      } catch (error) {
        return deliveryOf(error);
      }
    },
  };
}

/** Nothing in a message is parsed as a mention or unfurled; chat.update's own defaults differ, so it is said there too. */
export const quiet = {
  parse: "none",
  link_names: false,
  mrkdwn: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

type Sent = { readonly ts: string; readonly channel?: string };

async function send(web: WebClient, parcel: Sendable): Promise<Sent> {
  if (parcel.isFile) return sendFile(web, parcel);
  const { channel, ts, thread, to } = parcel;
  const message = { text: parcel.message.text, blocks: [...parcel.message.blocks] };
  if (ts) {
    await web.chat.update({ channel, ts, parse: "none", link_names: false, ...message });
    return { ts };
  }
  if (to) {
    const place = { channel, user: to, ...(thread ? { thread_ts: thread } : {}) };
    const told = await web.chat.postEphemeral({ ...place, parse: "none", link_names: false, ...message });
    return { ts: told.message_ts ?? "" };
  }
  const posted = await web.chat.postMessage({
    channel,
    ...(thread ? { thread_ts: thread } : {}),
    ...quiet,
    ...message,
  });
  return { ts: posted.ts ?? "", ...(posted.channel && { channel: posted.channel }) };
}

async function sendFile(web: WebClient, { channel, thread, file }: Parcel): Promise<Sent> {
  if (!file) return { ts: "" };
  const upload = { channel_id: channel, filename: file.name, file: Buffer.from(file.content) };
  await web.filesUploadV2(thread ? { ...upload, thread_ts: thread } : upload);
  return { ts: thread ?? "" };
}

/** What an error of the SDK, or of a response_url, means for the message. */
export function deliveryOf(error: unknown): Delivery {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { outcome: "wait", ms: error.retryAfter * 1_000 };
  if (error instanceof webApi.WebAPIPlatformError) return verdictOn(error.data);
  if (error instanceof RespondError && error.code) return verdictOn({ error: error.code });
  const status =
    error instanceof webApi.WebAPIHTTPError
      ? error.statusCode
      : error instanceof RespondError
        ? error.status
        : 0;
  const why = error instanceof Error ? error.message : String(error);
  return { outcome: status >= 400 && status < 500 && status !== 408 ? "doubtful" : "retry", why };
}

/** `needed` is the scope that the token lacks, where that is the error; the SDK's types do not know it. */
function verdictOn({ error: code, needed }: { readonly error: string; readonly needed?: unknown }): Delivery {
  if (unreadable.has(code)) return { outcome: "malformed", why: code };
  if (lost.has(code)) return { outcome: "gone", why: code };
  if (code === "ratelimited" || code === "rate_limited") return { outcome: "wait", ms: 5_000 };
  if (passing.has(code)) return { outcome: "retry", why: code };
  const isRefusal = hopeless.has(code) || /^(invalid_arg|not_allowed|restricted_action)/.test(code);
  const why = typeof needed === "string" ? `${code}: ${needed}` : code;
  return { outcome: isRefusal ? "refused" : "doubtful", why };
}
