// What can be chosen when a simulated workspace starts, and what it is otherwise.
import { join } from "node:path";
import type { ConsoleScenario } from "./console.ts";

export type Scenarios = {
  readonly list: () => readonly ConsoleScenario[];
  readonly toggle: (name: string) => Promise<void>;
};

/** Lets time pass for everybody here. */
export type Time = {
  /** How far it is ahead of this machine's, milliseconds. */
  readonly aheadMs: () => number;
  readonly leap: (ms: number) => Promise<void>;
};

export type HttpDelivery = { readonly url: string; readonly signingSecret: string };

export type WorkspaceOptions = {
  /** 0 picks a free port. */
  readonly port?: number;
  /** Milliseconds since the epoch; rate limits, trigger ids, response_urls and message timestamps follow it. */
  readonly now?: () => number;
  readonly botToken?: string;
  readonly appToken?: string;
  /** Other ids for the default people, channels and groups: `{ U0ANN: "U01ANN" }`. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Bot scopes that the installation granted. */
  readonly scopes?: readonly string[];
  readonly commands?: readonly string[];
  /** Bot events that the app subscribes to. */
  readonly events?: readonly string[];
  readonly rateLimits?: boolean;
  /** How long Slack waits for an ack; 3 s in reality. */
  readonly ackTimeoutMs?: number;
  /** Pauses before each redelivery of an unacked event; at once, 1 min and 5 min in reality. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** How long a connection lives on after it was told to refresh. */
  readonly refreshGraceMs?: number;
  /** Posts signed requests to the bot's address instead of Socket Mode. */
  readonly delivery?: HttpDelivery;
  readonly scenarios?: Scenarios;
  /** Absent where nobody may let time pass, as in front of a real cluster. */
  readonly time?: Time;
  /** What the page says at its top about where all this happens. */
  readonly notice?: string;
  /** Folder with the page served at `/`. */
  readonly pageFolder?: string;
};

export type Settings = Required<Omit<WorkspaceOptions, "delivery" | "scenarios" | "time">> & {
  readonly delivery: HttpDelivery | undefined;
  readonly scenarios: Scenarios | undefined;
  readonly time: Time | undefined;
};

export function settingsFrom(options: WorkspaceOptions): Settings {
  return {
    port: 0,
    now: Date.now,
    botToken: "xoxb-playground",
    appToken: "xapp-playground",
    ids: {},
    scopes: DEFAULT_SCOPES,
    commands: ["/k8s"],
    events: DEFAULT_EVENTS,
    rateLimits: true,
    ackTimeoutMs: 3_000,
    eventRetryDelaysMs: [0, 60_000, 300_000],
    refreshGraceMs: 1_000,
    notice: "Simulated workspace and cluster: nothing here leaves your machine",
    pageFolder: join(import.meta.dirname, "../page"),
    ...options,
    delivery: options.delivery,
    scenarios: options.scenarios,
    time: options.time,
  };
}

const DEFAULT_SCOPES = [
  "commands",
  "chat:write",
  "app_mentions:read",
  "im:write",
  "im:history",
  "users:read",
  "usergroups:read",
  "channels:read",
  "files:write",
];

const DEFAULT_EVENTS = [
  "app_home_opened",
  "app_mention",
  "message.im",
  "subteam_members_changed",
  "channel_shared",
  "app_uninstalled",
  "tokens_revoked",
];
