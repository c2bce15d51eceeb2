// chat.postMessage, update, delete, postEphemeral and getPermalink.
import { type Arguments, required, structured, text } from "../arguments.ts";
import { contentOf } from "../content.ts";
import { channelOf, find, post, remove, replace, toSlack } from "../messages.ts";
import { BOT, type Channel, TEAM } from "../people.ts";
import { Refusal } from "../refusal.ts";
import type { Message, State } from "../state.ts";
import type { Context, Family } from "./method.ts";

/** chat.update refuses longer text with msg_too_long, where chat.postMessage only cuts at 40,000. */
const UPDATE_TEXT_LIMIT = 4_000;

const write = () => "chat:write";

export const chat: Family = {
  "chat.postMessage": { tier: "post", scope: write, run: postMessage },
  "chat.update": { tier: 3, scope: write, run: update },
  "chat.delete": { tier: 3, scope: write, run: deleteMessage },
  "chat.postEphemeral": { tier: 4, scope: write, run: postEphemeral },
  "chat.getPermalink": { tier: 4, run: getPermalink },
};

function postMessage(args: Arguments, { state, events }: Context) {
  const channel = writableChannel(state, required(args, "channel"));
  const message = post(state, {
    channel: channel.id,
    user: BOT.userId,
    ...contentOf(args),
    ...threadOf(args, state, channel),
    ...metadataOf(args),
  });
  if (channel.kind === "im") void events.publish(ownMessage(state, message), "message.im");
  return { channel: channel.id, ts: message.ts, message: toSlack(state, message) };
}

function update(args: Arguments, { state }: Context) {
  const old = ownedMessage(args, state, "cant_update_message");
  const content = contentOf(args);
  if ([...content.text].length > UPDATE_TEXT_LIMIT) throw new Refusal("msg_too_long");
  const cleared = content.blocks || args.blocks === undefined ? {} : { blocks: [] };
  const message = replace(state, old, { ...cleared, ...content, ...metadataOf(args), edited: true });
  return { channel: message.channel, ts: message.ts, text: message.text, message: toSlack(state, message) };
}

function deleteMessage(args: Arguments, { state }: Context) {
  const message = ownedMessage(args, state, "cant_delete_message");
  remove(state, message);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral(args: Arguments, { state }: Context) {
  const channel = writableChannel(state, required(args, "channel"));
  const user = required(args, "user");
  if (state.people.get(user)?.deleted ?? true) throw new Refusal("user_not_in_channel");
  if (!channel.members.has(user)) throw new Refusal("user_not_in_channel");
  const thread = threadOf(args, state, channel);
  const own = { channel: channel.id, user: BOT.userId, ephemeral: user };
  return { message_ts: post(state, { ...own, ...contentOf(args), ...thread }).ts };
}

function getPermalink(args: Arguments, { state }: Context) {
  const channel = channelOf(state, required(args, "channel"));
  const ts = required(args, "message_ts");
  if (!find(state, channel.id, ts)) throw new Refusal("message_not_found");
  const permalink = `https://${TEAM.domain}.slack.com/archives/${channel.id}/p${ts.replace(".", "")}`;
  return { channel: channel.id, permalink };
}

/** Private channels the bot is not in do not exist for it; public ones need the invitation or chat:write.public. */
export function writableChannel(state: State, id: string): Channel {
  const channel = channelOf(state, id);
  if (channel.members.has(BOT.userId)) return channel;
  if (channel.kind !== "public") throw new Refusal("channel_not_found");
  if (state.settings.scopes.includes("chat:write.public")) return channel;
  throw new Refusal("not_in_channel");
}

function ownedMessage(args: Arguments, state: State, refusal: string): Message {
  const channel = state.channels.get(required(args, "channel"));
  if (!channel) throw new Refusal("channel_not_found");
  const message = find(state, channel.id, required(args, "ts"));
  if (!message || message.ephemeral) throw new Refusal("message_not_found");
  if (message.user !== BOT.userId) throw new Refusal(refusal);
  return message;
}

/** A reply to a reply lands in the thread of its root, as in Slack. */
export function threadOf(args: Arguments, state: State, channel: Channel): { thread_ts?: string } {
  const ts = text(args, "thread_ts");
  if (!ts) return {};
  return { thread_ts: find(state, channel.id, ts)?.thread_ts ?? ts };
}

function metadataOf(args: Arguments): { metadata?: unknown } {
  const metadata = structured(args, "metadata");
  return metadata ? { metadata } : {};
}

function ownMessage(state: State, message: Message): Record<string, unknown> {
  return { ...toSlack(state, message), channel: message.channel, channel_type: "im", event_ts: message.ts };
}
