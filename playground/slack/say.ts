// A person writes: a message, or a slash command when the text starts with "/".
import { asRecord } from "./arguments.ts";
import { contentOf } from "./content.ts";
import type { Ack } from "./events.ts";
import { find, mayRead, post } from "./messages.ts";
import type { Context } from "./methods/method.ts";
import { channelName, interactionBase, newResponseUrl, VERIFICATION_TOKEN } from "./payloads.ts";
import { BOT, type Channel, type Person, TEAM } from "./people.ts";
import { Refusal } from "./refusal.ts";
import type { Message, State } from "./state.ts";
import { commandText, messageText, richText } from "./typing.ts";

export type Saying = {
  readonly as: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly text: string;
};

/** Resolves when the bot has acked (or failed to), with the timestamp of the message if it was one. */
export async function say(saying: Saying, context: Context): Promise<{ ts?: string }> {
  const { state } = context;
  const person = personOf(state, saying.as);
  const channel = state.channels.get(saying.channel);
  if (!channel || !mayRead(channel, person.id)) throw new Refusal("channel_not_found");
  if (saying.text.startsWith("/")) {
    await command(saying, person, channel, context);
    return {};
  }
  const message = post(state, {
    channel: channel.id,
    user: person.id,
    text: messageText(state, saying.text),
    ...rootOf(state, saying),
  });
  await Promise.all(messageEvents(state, message, person, channel, context));
  if (!channel.members.has(BOT.userId) && message.text.includes(`<@${BOT.userId}>`))
    tellOnly(
      state,
      saying,
      `${BOT.name} is not in this channel. Type \`/invite @${BOT.name}\` to bring it in.`,
    );
  return { ts: message.ts };
}

export function personOf(state: State, id: string): Person {
  const person = state.people.get(id);
  if (!person || person.deleted) throw new Refusal("user_not_found");
  return person;
}

function rootOf(state: State, { channel, thread_ts: ts }: Saying): { thread_ts?: string } {
  if (!ts) return {};
  return { thread_ts: find(state, channel, ts)?.thread_ts ?? ts };
}

function messageEvents(
  state: State,
  message: Message,
  person: Person,
  channel: Channel,
  { events }: Context,
): Promise<void>[] {
  if (!channel.members.has(BOT.userId)) return [];
  const event = {
    type: "message",
    user: person.id,
    ts: message.ts,
    text: message.text,
    team: person.teamId,
    blocks: [richText(message.text)],
    channel: channel.id,
    event_ts: message.ts,
    ...(person.isBot ? { bot_id: `B${person.id.slice(1)}` } : {}),
    ...(message.thread_ts
      ? { thread_ts: message.thread_ts, parent_user_id: rootAuthor(state, message) }
      : {}),
    ...(person.teamId === TEAM.id ? {} : { user_team: person.teamId, source_team: person.teamId }),
  };
  const kind = { im: "im", public: "channel", private: "group" }[channel.kind];
  const subscription = `message.${{ im: "im", public: "channels", private: "groups" }[channel.kind]}`;
  const said = events.publish({ ...event, channel_type: kind }, subscription);
  if (channel.kind === "im" || !message.text.includes(`<@${BOT.userId}>`)) return [said];
  return [said, events.publish({ ...event, type: "app_mention" })];
}

function rootAuthor(state: State, message: Message): string | undefined {
  return find(state, message.channel, message.thread_ts ?? "")?.user;
}

async function command(saying: Saying, person: Person, channel: Channel, context: Context): Promise<void> {
  const { state, events } = context;
  const [name = "", ...words] = saying.text.split(" ");
  post(state, {
    channel: channel.id,
    user: person.id,
    text: saying.text,
    typed: true,
    ...rootOf(state, saying),
  });
  const tell = (text: string) => tellOnly(state, saying, text);
  if (name === "/invite") return invite(words, channel, tell);
  if (person.isStranger || !state.settings.commands.includes(name)) {
    tell(`\`${name}\` is not a valid command. In Slack, all messages that start with the "/" character are \
interpreted as commands.`);
    return;
  }
  if (saying.thread_ts) {
    tell(`${name} is not supported in threads. Sorry!`);
    return;
  }
  const ack = await events.ask(
    "slash_commands",
    commandPayload(state, person, channel, name, words.join(" ")),
  );
  if (ack.ok) return showAck(ack, person, channel, context);
  tell(`${name} failed with the error "${commandFailure(ack)}"`);
}

/** Slack's own command, as far as it is about the bot. */
function invite([who = ""]: readonly string[], channel: Channel, tell: (text: string) => void): void {
  if (who.replace(/^@/, "").toLowerCase() !== BOT.name) return tell(`Only @${BOT.name} can be invited here.`);
  if (channel.members.has(BOT.userId)) return tell(`${BOT.name} is in this channel already.`);
  channel.members.add(BOT.userId);
  tell(`${BOT.name} is in this channel now.`);
}

/** What Slack itself says to one person. */
function tellOnly(state: State, saying: Saying, text: string): void {
  const { channel, as } = saying;
  post(state, { channel, user: "USLACKBOT", text, ephemeral: as, ...rootOf(state, saying) });
}

function commandFailure(ack: Ack & { ok: false }): string {
  return ack.reason === "http_timeout" ? "operation_timeout" : "dispatch_failed";
}

function commandPayload(state: State, person: Person, channel: Channel, name: string, text: string) {
  const { trigger_id: triggerId } = interactionBase(state, person);
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command: name,
    text: commandText(state, text.trim()),
    api_app_id: BOT.appId,
    is_enterprise_install: "false",
    response_url: newResponseUrl(state, { user: person.id, channel: channel.id }),
    trigger_id: triggerId,
  };
}

/** An ack may carry an answer; only the person sees it unless it says in_channel. */
function showAck(ack: Ack & { ok: true }, person: Person, channel: Channel, { state }: Context): void {
  const body = typeof ack.payload === "string" ? { text: ack.payload } : asRecord(ack.payload);
  if (!body.text && !body.blocks && !body.attachments) return;
  const audience = body.response_type === "in_channel" ? {} : { ephemeral: person.id };
  post(state, { channel: channel.id, user: BOT.userId, ...contentOf(body), ...audience });
}
