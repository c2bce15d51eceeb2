// conversations.info, list, members, open, history and replies.
import { type Arguments, list, required, text } from "../arguments.ts";
import { channelOf, find, toSlack } from "../messages.ts";
import { BOT, type Channel, TEAM } from "../people.ts";
import { Refusal } from "../refusal.ts";
import type { Message, State } from "../state.ts";
import type { Context, Family } from "./method.ts";
import { page } from "./page.ts";

const FAMILIES = { public: "channels", private: "groups", im: "im" } as const;
const TYPES = { public: "public_channel", private: "private_channel", im: "im" } as const;

export const conversations: Family = {
  "conversations.info": { tier: 3, scope: scopeOf("read"), run: info },
  "conversations.list": { tier: 2, scope: listScope, run: listAll },
  "conversations.members": { tier: 4, scope: scopeOf("read"), run: members },
  "conversations.open": { tier: 3, scope: () => "im:write", run: open },
  "conversations.history": { tier: 3, scope: scopeOf("history"), run: history },
  "conversations.replies": { tier: 3, scope: scopeOf("history"), run: replies },
};

/** "channels:read" for public channels, "groups:read" for private ones, "im:read" for direct messages. */
function scopeOf(verb: "read" | "history") {
  return (args: Arguments, state: State): string | undefined => {
    const channel = state.channels.get(text(args, "channel") ?? "");
    return `${FAMILIES[channel?.kind ?? "public"]}:${verb}`;
  };
}

function listScope(args: Arguments, state: State): string | undefined {
  const needed = kinds(args).map((kind) => `${FAMILIES[kind]}:read`);
  return needed.find((scope) => !state.settings.scopes.includes(scope));
}

function kinds(args: Arguments): Channel["kind"][] {
  const types = list(args, "types");
  const asked = types.length > 0 ? types : ["public_channel"];
  return (Object.keys(TYPES) as Channel["kind"][]).filter((kind) => asked.includes(TYPES[kind]));
}

function info(args: Arguments, { state }: Context) {
  return { channel: channelObject(readable(args, state), state) };
}

function listAll(args: Arguments, { state }: Context) {
  const wanted = kinds(args);
  const all = [...state.channels.values()].filter((one) => wanted.includes(one.kind) && known(one));
  const { items, response_metadata } = page(all, args);
  return { channels: items.map((one) => channelObject(one, state)), response_metadata };
}

function members(args: Arguments, { state }: Context) {
  const { items, response_metadata } = page([...readable(args, state).members], args);
  return { members: items, response_metadata };
}

function open(args: Arguments, { state }: Context) {
  const [user, ...others] = list(args, "users");
  if (!user || others.length > 0) throw new Refusal("users_list_not_supplied");
  const person = state.people.get(user);
  if (!person) throw new Refusal("user_not_found");
  if (person.deleted) throw new Refusal("user_disabled");
  if (person.isBot) throw new Refusal("cannot_dm_bot");
  return { channel: { id: channelOf(state, user).id } };
}

function history(args: Arguments, { state }: Context) {
  const channel = joined(args, state);
  const roots = shown(state, channel).filter(({ ts, thread_ts: root }) => !root || root === ts);
  const { items, has_more, response_metadata } = page(between(roots, args).reverse(), args);
  return { messages: items.map((one) => toSlack(state, one)), has_more, response_metadata };
}

function replies(args: Arguments, { state }: Context) {
  const channel = joined(args, state);
  const ts = required(args, "ts");
  const message = find(state, channel.id, ts);
  if (!message) throw new Refusal("thread_not_found");
  const thread = shown(state, channel).filter((one) => one.ts === ts || one.thread_ts === ts);
  const { items, has_more, response_metadata } = page(between(thread, args), args);
  return { messages: items.map((one) => toSlack(state, one)), has_more, response_metadata };
}

function shown(state: State, channel: Channel): Message[] {
  return state.messages.filter((one) => one.channel === channel.id && !one.ephemeral && !one.typed);
}

function between(messages: readonly Message[], args: Arguments): Message[] {
  const oldest = text(args, "oldest") ?? "0";
  const latest = text(args, "latest") ?? "9";
  const edges = text(args, "inclusive") === "true";
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (edges && (ts === oldest || ts === latest)),
  );
}

function readable(args: Arguments, state: State): Channel {
  const channel = state.channels.get(required(args, "channel"));
  if (!channel || !known(channel)) throw new Refusal("channel_not_found");
  return channel;
}

function joined(args: Arguments, state: State): Channel {
  const channel = readable(args, state);
  if (!channel.members.has(BOT.userId)) throw new Refusal("not_in_channel");
  return channel;
}

/** Private channels the bot is not in do not exist for it. */
function known(channel: Channel): boolean {
  return channel.kind === "public" || channel.members.has(BOT.userId);
}

function channelObject(channel: Channel, state: State): Record<string, unknown> {
  const base = { id: channel.id, created: 1_700_000_000, is_archived: false, is_im: channel.kind === "im" };
  if (channel.kind === "im") return { ...base, user: channel.user, is_org_shared: false };
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: channel.name === "general",
    is_shared: channel.isExtShared,
    is_ext_shared: channel.isExtShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: TEAM.id,
    shared_team_ids: [...new Set([...channel.members].map((id) => state.people.get(id)?.teamId ?? TEAM.id))],
    is_member: channel.members.has(BOT.userId),
    num_members: channel.members.size,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}
