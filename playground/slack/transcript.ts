// Shows conversations as plain text, the way a person would read them.

import { visible } from "./messages.ts";
import type { Channel } from "./people.ts";
import { renderAttachments, renderBlocks } from "./render-blocks.ts";
import { plainOf } from "./render-text.ts";
import type { Message, State } from "./state.ts";

export type TranscriptOptions = {
  /** Only what this person sees; everything, ephemeral messages too, when absent. */
  readonly as?: string;
  readonly channel?: string;
};

/** Channels in order, roots with their replies indented below them, slash commands as they were typed. */
export function transcript(state: State, { as, channel }: TranscriptOptions = {}): string {
  const shown = [...state.channels.values()].filter(({ id }) => channel === undefined || id === channel);
  const parts = shown.map((one) => channelText(state, one, as)).filter(Boolean);
  return parts.join("\n\n");
}

function channelText(state: State, channel: Channel, as: string | undefined): string {
  const messages = state.messages.filter(
    (message) => message.channel === channel.id && sees(state, message, as),
  );
  if (messages.length === 0) return "";
  const roots = messages.filter((message) => !isReplyIn(messages, message));
  const lines = roots.flatMap((root) => [
    messageText(state, root),
    ...messages
      .filter((one) => isReplyIn(messages, one) && one.thread_ts === root.ts)
      .map((reply) => indented(messageText(state, reply))),
  ]);
  return [heading(channel), ...lines].join("\n");
}

function sees(state: State, message: Message, as: string | undefined): boolean {
  if (as === undefined) return true;
  if (message.typed) return message.user === as;
  return visible(state, as, message.channel).includes(message);
}

function isReplyIn(messages: readonly Message[], { thread_ts: root, ts }: Message): boolean {
  return root !== undefined && root !== ts && messages.some((one) => one.ts === root);
}

function heading(channel: Channel): string {
  return channel.kind === "im" ? `# direct messages with ${channel.name}` : `# ${channel.name}`;
}

/** One message: who, then its blocks (or its text when it has none). */
export function messageText(state: State, message: Message): string {
  if (message.typed) return `${nameOf(state, message.user)}: ${message.text}`;
  const { blocks = [], attachments = [], files = [], reactions = [] } = message;
  const body = [
    ...(blocks.length > 0 || !message.text ? [] : [plainOf(state, message.text)]),
    ...renderBlocks(state, blocks),
    ...renderAttachments(state, attachments),
    ...files.map((id) => `[file: ${state.files.get(id)?.name}]`),
    ...(reactions.length > 0 ? [reactions.map(({ name }) => `:${name}:`).join(" ")] : []),
  ].join("\n");
  const head = `${nameOf(state, message.user)}${marks(state, message)}:`;
  return body.includes("\n") || blocks.length > 0 ? `${head}\n${indented(body)}` : `${head} ${body}`;
}

function marks(state: State, { ephemeral, edited }: Message): string {
  const whom = ephemeral ? ` (only visible to ${nameOf(state, ephemeral)})` : "";
  return edited ? `${whom} (edited)` : whom;
}

function nameOf(state: State, id: string): string {
  if (id === "USLACKBOT") return "Slackbot";
  const person = state.people.get(id);
  return person?.isBot ? person.name : (person?.realName ?? id);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
