// Everything the simulated workspace remembers, and the ids it hands out.
import type { AnyBlock, View } from "@slack/types";
import type { Settings } from "./options.ts";
import { type Channel, defaultResidents, type Group, type Person } from "./people.ts";
import { createSignal, type Signal } from "./signal.ts";

export type Attachment = {
  readonly id: number;
  readonly blocks?: AnyBlock[];
  readonly [key: string]: unknown;
};

export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly blocks?: readonly AnyBlock[];
  readonly attachments?: readonly Attachment[];
  readonly metadata?: unknown;
  readonly files?: readonly string[];
  readonly edited?: boolean;
  readonly reactions?: readonly { name: string; users: readonly string[]; count: number }[];
  /** Only this person sees it. */
  readonly ephemeral?: string;
  /** A slash command as it was typed: Slack shows it to nobody, transcripts do. */
  readonly typed?: true;
};

export type Values = Record<string, Record<string, unknown>>;

export type StoredView = {
  readonly id: string;
  readonly user: string;
  readonly view: View;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly values: Values;
};

export type Trigger = { readonly user: string; readonly expiresAt: number; used: boolean };

export type ResponseUrl = {
  readonly user: string;
  readonly channel: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly expiresAt: number;
  uses: number;
};

export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly length: number;
  content: Buffer | undefined;
  shared: boolean;
};

export type ApiCall = {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** undefined while the call is being answered. */
  outcome: "ok" | string | undefined;
};

export type Fault = {
  /** A Web API method's name, "response_url", "upload", or "*" for any. */
  readonly method: string;
  /** "lost" does the work and then cuts the connection; any other word is answered as Slack's error code. */
  readonly kind: "429" | "500" | "slow" | "hang" | "reset" | "lost" | (string & {});
  readonly times?: number;
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
};

export type State = {
  readonly settings: Settings;
  readonly changed: Signal;
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly channels: Map<string, Channel>;
  readonly messages: Message[];
  readonly views: Map<string, StoredView>;
  /** Ids of the open modals of a person, topmost last. */
  readonly stacks: Map<string, string[]>;
  readonly homes: Map<string, StoredView>;
  /** What a person picked in a message's menus, by `channel:ts:user`. */
  readonly picks: Map<string, Values>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly files: Map<string, StoredFile>;
  readonly uploads: Map<string, string>;
  readonly calls: ApiCall[];
  readonly faults: { fault: Fault; left: number }[];
  /** Where this server listens, "http://127.0.0.1:PORT". */
  origin: string;
  /** Calls being answered and payloads not yet acked. */
  inFlight: number;
  lastMicros: number;
  lastId: number;
};

export function createState(settings: Settings): State {
  const { people, groups, channels } = defaultResidents(settings.ids);
  return {
    settings,
    changed: createSignal(),
    people: byId(people),
    groups: byId(groups),
    channels: byId(channels),
    messages: [],
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    picks: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    uploads: new Map(),
    calls: [],
    faults: [],
    origin: "",
    inFlight: 0,
    lastMicros: 0,
    lastId: 0,
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** A timestamp no other message has, later than all before it. */
export function nextTs(state: State): string {
  state.lastMicros = Math.max(state.lastMicros + 1, Math.floor(state.settings.now() * 1_000));
  const seconds = Math.floor(state.lastMicros / 1_000_000);
  return `${seconds}.${String(state.lastMicros % 1_000_000).padStart(6, "0")}`;
}

/** An id such as "V0000A1", in the order of creation. */
export function nextId(state: State, prefix: string): string {
  state.lastId += 1;
  return prefix + state.lastId.toString(36).toUpperCase().padStart(7, "0");
}

/** Counts `work` as in flight until it is over, so that `settled` waits for it. */
export async function inFlight<T>(state: State, work: () => Promise<T>): Promise<T> {
  state.inFlight += 1;
  state.changed.emit();
  try {
    return await work();
  } finally {
    state.inFlight -= 1;
    state.changed.emit();
  }
}
