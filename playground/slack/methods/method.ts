// What a Web API method is to the server.
import type { Arguments } from "../arguments.ts";
import type { Events } from "../events.ts";
import type { State } from "../state.ts";

export type Context = { readonly state: State; readonly events: Events };

/** Calls per minute, by Slack's tiers; "post" is chat.postMessage's special one, per channel. */
export type Tier = 1 | 2 | 3 | 4 | "post";

export type Method = {
  readonly tier: Tier;
  /** Which token it takes; "bot" unless said otherwise. */
  readonly token?: "app";
  /** The bot scope it needs; may depend on the arguments. */
  readonly scope?: (args: Arguments, state: State) => string | undefined;
  /** Returns the answer without `ok`; throws Refusal for an error. */
  readonly run: (
    args: Arguments,
    context: Context,
  ) => Record<string, unknown> | Promise<Record<string, unknown>>;
};

export type Family = Readonly<Record<string, Method>>;
