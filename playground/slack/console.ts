// What the page and the workspace server say to each other, over HTTP on loopback under /console/.
//
//   GET  /console/state?as=U1        -> ConsoleState, as that person sees the workspace
//   GET  /console/events?as=U1       -> server-sent events; each `data:` is a ConsoleState (the page redraws from it)
//   POST /console/say                Say        a message, or a slash command when the text starts with "/"
//   POST /console/action             Action     a click or a choice in a message, a modal or the home tab
//   POST /console/suggest            Suggest    -> { options: Option[] }, for external selects
//   POST /console/submit             Submit     -> { errors?: Record<block_id, text> }
//   POST /console/close              { as, view_id }
//   POST /console/home               { as }     opening the home tab (sends app_home_opened)
//   POST /console/scenario           { name }   breaks or mends the simulated cluster
//   POST /console/leap               { minutes }   lets them pass for the bot, the cluster and Slack
// Every POST answers 200 { ok: true, ... } or 4xx { ok: false, error }.
import type { AnyBlock, View } from "@slack/types";

export type ConsolePerson = {
  readonly id: string;
  readonly name: string;
  /** What the picker shows: "operator", "approver", "viewer", "guest", "bot". */
  readonly label: string;
};

export type ConsoleFile = { readonly id: string; readonly name: string; readonly content: string };

export type ConsoleMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly AnyBlock[];
  readonly attachments?: readonly { color?: string; fallback?: string; blocks?: AnyBlock[] }[];
  /** Set when only this person sees it; it is gone after a reload in Slack. */
  readonly ephemeral?: string;
  readonly edited?: boolean;
  readonly files?: readonly ConsoleFile[];
};

export type ConsoleChannel = {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "im";
  /** Oldest first, ephemeral ones of this person and thread replies included. */
  readonly messages: readonly ConsoleMessage[];
};

export type ConsoleModal = { readonly id: string; readonly view: View };

export type ConsoleScenario = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly active: boolean;
};

export type ConsoleState = {
  readonly team: string;
  readonly as: string;
  readonly bot: { readonly id: string; readonly name: string; readonly connections: number };
  readonly people: readonly ConsolePerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly ConsoleChannel[];
  /** The modal stack of this person, topmost last. */
  readonly modals: readonly ConsoleModal[];
  readonly home: View | undefined;
  readonly scenarios: readonly ConsoleScenario[];
  /** How far time here is ahead of this machine's; absent where it cannot be let pass. */
  readonly aheadMs?: number;
  /** Said at the top: what is simulated here and what is real. */
  readonly notice: string;
};

export type Say = {
  readonly as: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly text: string;
};

type Where =
  | { readonly channel: string; readonly ts: string }
  | { readonly view_id: string }
  | { readonly home: true };

export type Action = {
  readonly as: string;
  readonly where: Where;
  readonly block_id: string;
  readonly action_id: string;
  /** The option picked in a menu, as it stands in the block; absent for a button. */
  readonly selected_option?: unknown;
  /** Values typed so far, view.state.values or the message's state. */
  readonly state?: unknown;
};

export type Suggest = {
  readonly as: string;
  readonly where: Where;
  readonly block_id: string;
  readonly action_id: string;
  readonly value: string;
};

export type Submit = {
  readonly as: string;
  readonly view_id: string;
  /** view.state.values: block_id -> action_id -> { type, value | selected_option }. */
  readonly values: Record<string, Record<string, unknown>>;
};
