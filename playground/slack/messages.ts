// Finds, stores, changes and shows messages.
import { BOT, type Channel, TEAM } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { type Message, nextId, nextTs, type State } from "./state.ts";

export function post(state: State, message: Omit<Message, "ts">): Message {
  const stored = withIds(state, { ...message, ts: nextTs(state) });
  state.messages.push(stored);
  state.changed.emit();
  return stored;
}

export function replace(state: State, old: Message, change: Partial<Message>): Message {
  const changed = withIds(state, { ...old, ...change });
  const place = state.messages.indexOf(old);
  if (place >= 0) state.messages[place] = changed;
  state.changed.emit();
  return changed;
}

export function remove(state: State, message: Message): void {
  const place = state.messages.indexOf(message);
  if (place >= 0) state.messages.splice(place, 1);
  state.changed.emit();
}

export function find(state: State, channel: string, ts: string): Message | undefined {
  return state.messages.find((message) => message.channel === channel && message.ts === ts && !message.typed);
}

/** The messages of a channel that a person sees, oldest first; none if they are not in it. */
export function visible(state: State, as: string, channel: string): Message[] {
  if (!mayRead(state.channels.get(channel), as)) return [];
  return state.messages.filter(
    (message) => message.channel === channel && !message.typed && (message.ephemeral ?? as) === as,
  );
}

export function mayRead(channel: Channel | undefined, person: string): boolean {
  return channel?.members.has(person) ?? false;
}

/** The channel a bot names by its id, or by a person's id for a direct message. */
export function channelOf(state: State, id: string): Channel {
  const found = state.channels.get(id) ?? directMessage(state, id);
  if (!found) throw new Refusal("channel_not_found");
  return found;
}

function directMessage(state: State, user: string): Channel | undefined {
  return [...state.channels.values()].find((channel) => channel.kind === "im" && channel.user === user);
}

/** A message as the Web API and payloads carry it. */
export function toSlack(state: State, message: Message): Record<string, unknown> {
  const { channel: _channel, ephemeral: _ephemeral, typed: _typed, files, edited, user, ...rest } = message;
  const author = user === BOT.userId ? { bot_id: BOT.botId, app_id: BOT.appId } : {};
  const change = edited ? { edited: { user, ts: message.ts } } : {};
  const attached = files ? { files: files.map((id) => fileObject(state, id)) } : {};
  return { type: "message", user, team: TEAM.id, ...author, ...rest, ...change, ...attached };
}

export function fileObject(state: State, id: string): Record<string, unknown> {
  const file = state.files.get(id);
  return { id, name: file?.name, title: file?.title, size: file?.length, mode: "hosted", user: BOT.userId };
}

/** Slack names every block and every interactive element that the app left unnamed. */
function withIds(state: State, message: Message): Message {
  const blocks = message.blocks ? { blocks: named(state, message.blocks) } : {};
  const attachments = message.attachments
    ? {
        attachments: message.attachments.map((attachment, index) => ({
          ...attachment,
          id: index + 1,
          ...(attachment.blocks ? { blocks: named(state, attachment.blocks) } : {}),
        })),
      }
    : {};
  return { ...message, ...blocks, ...attachments };
}

export function named<T extends object>(state: State, blocks: readonly T[]): T[] {
  return blocks.map((block) => {
    const old = block as T & {
      block_id?: string;
      elements?: unknown;
      accessory?: unknown;
      element?: unknown;
    };
    return {
      ...old,
      block_id: old.block_id || nextId(state, "b"),
      ...(Array.isArray(old.elements)
        ? { elements: old.elements.map((one) => withActionId(state, one)) }
        : {}),
      ...(old.accessory ? { accessory: withActionId(state, old.accessory) } : {}),
      ...(old.element ? { element: withActionId(state, old.element) } : {}),
    };
  });
}

const INTERACTIVE = /button|select|overflow|checkboxes|picker|input/;

function withActionId(state: State, element: unknown): unknown {
  const { type, action_id: actionId } = element as { type?: string; action_id?: string }; // any element has these
  if (!type || actionId || !INTERACTIVE.test(type)) return element;
  return { ...(element as object), action_id: nextId(state, "a") };
}
