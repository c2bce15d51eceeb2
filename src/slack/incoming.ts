// Turns what Slack delivers into requests: the line as it was meant, who sent it, where the answer goes.

import type {
  BlockAction,
  ButtonAction,
  SlashCommand,
  StaticSelectAction,
  ViewSubmitAction,
} from "@slack/bolt";
import { type PersonId, personOf } from "#src/base/actor.ts";
import type { Given } from "#src/command/parse.ts";
import type { Request } from "./chat.ts";
import { originOf, switchesBlock } from "./render/form.ts";

/** Undoes Slack's escaping: `<http://x|x>` is x, `<@U1|ann>` is U1, `&lt;` is <. Marks around the whole line go. */
export function typedText(text: string): string {
  return text
    .replace(/<(?:mailto:|tel:)?([^<>|]*)\|([^<>]*)>/g, (_, target: string, label: string) =>
      /^[@#!]/.test(target) ? target.slice(1) : label,
    )
    .replace(/<[@#!]?([^<>|]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim()
    .replace(/^([`*_])(.*)\1$/s, "$2")
    .trim();
}

/** What follows the mention, or what stands before it; greetings' commas and a pasted `/k8s` go. */
function afterMention(text: string, botUserId: string): string {
  const [before = "", ...after] = text.split(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`));
  const said = after.join(" ").trim() === "" ? before : after.join(" ");
  return typedText(said.replace(/^(?:[\s:,;.!>]|&gt;)+/, "")).replace(/^\/?k8s\b\s*/i, "");
}

/** Undefined when nobody says it, as in all of these. */
export function fromSlashCommand(command: SlashCommand): Request | undefined {
  const by = personOf(command.user_id);
  if (!by) return undefined;
  return {
    // A command without words has an empty text, or none.
    line: typedText(typeof command.text === "string" ? command.text : ""),
    by,
    where: { channel: command.channel_id, triggerId: command.trigger_id, responseUrl: command.response_url },
  };
}

/** The part of app_mention and message.im events that matters here. */
export type SpokenEvent = {
  readonly text?: string;
  readonly user?: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly subtype?: string;
  readonly bot_id?: string;
};

/** A mention answers in its thread; a direct message in place. Messages of bots and edits are not requests. */
export function fromSpoken(event: SpokenEvent, botUserId: string): Request | undefined {
  const by = personOf(event.user);
  if (!by || event.bot_id || (event.subtype && event.subtype !== "file_share")) return undefined;
  const direct = event.channel.startsWith("D");
  const thread = event.thread_ts ?? (direct ? undefined : event.ts);
  return {
    line: afterMention(typeof event.text === "string" ? event.text : "", botUserId),
    by,
    where: { channel: event.channel, ...(thread ? { thread } : {}) },
  };
}

/** A button carries its line as its value, a menu as that of the choice; the action id says where the answer goes: `run.<how>.<n>`. */
export function fromButton(
  body: BlockAction,
  action: ButtonAction | StaticSelectAction,
): Request | undefined {
  const how = /^run\.(redraw|thread|form|direct|ask|decide|sheet)\./.exec(action.action_id)?.[1];
  const by = personOf(body.user?.id);
  const line = action.type === "button" ? action.value : action.selected_option?.value;
  if (!how || !by || typeof line !== "string" || line === "") return undefined;
  const isHome = body.view?.type === "home";
  const channel = body.channel?.id ?? body.container.channel_id ?? by;
  const ts: string | undefined = body.message?.ts ?? body.container.message_ts;
  const thread: string | undefined = body.message?.thread_ts;
  const ephemeral = body.container.is_ephemeral === true;
  return {
    line,
    by,
    where: {
      channel: how === "direct" ? body.user.id : channel,
      triggerId: body.trigger_id,
      ...(body.response_url ? { responseUrl: body.response_url } : {}),
      ...(how === "decide" && ts && !ephemeral ? { clicked: ts } : {}),
      ...(how === "redraw" && ts && !ephemeral ? { redraws: ts } : {}),
      ...(isHome ? { home: true as const } : {}),
      ...(how === "redraw" && ephemeral ? { replaces: true as const } : {}),
      ...(how === "sheet" ? { sheet: true as const } : {}),
      // Where no modal opens, the answer goes below the message.
      ...((how === "thread" || how === "sheet") && ts && !ephemeral
        ? { thread: thread ?? ts }
        : thread && how !== "ask"
          ? { thread }
          : {}),
    },
  };
}

export type Submitted = {
  readonly command: string;
  readonly cluster: string | undefined;
  readonly values: Given;
  readonly by: PersonId;
  readonly where: Request["where"];
  /** It decides about an operation. */
  readonly decides: boolean;
};

/** What was filled into a form of ours. */
export function fromForm({ view, user, trigger_id: triggerId }: ViewSubmitAction): Submitted | undefined {
  const origin = originOf(view.private_metadata);
  const by = personOf(user?.id);
  if (!origin || !by) return undefined;
  const values = Object.entries(view.state?.values ?? {}).flatMap(([name, actions]) =>
    Object.values(actions ?? {}).flatMap((state) =>
      name === switchesBlock ? switchedOn(state) : [[name, stateValue(state)] as const],
    ),
  );
  return {
    command: origin.command,
    cluster: origin.cluster,
    values: Object.fromEntries(values),
    by,
    // A chosen command may need a form of its own.
    where: triggerId ? { ...origin.where, triggerId } : origin.where,
    decides: origin.decides === true,
  };
}

export type InputState = {
  readonly type: string;
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly unknown[];
};

function switchedOn({ selected_options: on }: InputState): (readonly [string, true])[] {
  return (on ?? []).flatMap((option) => {
    const name = (option as { value?: unknown } | null)?.value;
    return typeof name === "string" ? [[name, true] as const] : [];
  });
}

export function stateValue(state: InputState): string | boolean {
  if (state.type === "checkboxes") return (state.selected_options ?? []).length > 0;
  return state.selected_option?.value ?? state.value ?? "";
}
