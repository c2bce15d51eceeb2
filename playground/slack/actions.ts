// A person clicks a button or picks from a menu.
import { asRecord } from "./arguments.ts";
import {
  choiceField,
  type Element,
  type Option,
  optionsOf,
  stateValue,
  takesMany,
  takesOptions,
} from "./elements.ts";
import { toSlack } from "./messages.ts";
import type { Context } from "./methods/method.ts";
import { channelName, interactionBase, messageContainer, newResponseUrl } from "./payloads.ts";
import { Refusal } from "./refusal.ts";
import { personOf } from "./say.ts";
import { type Message, nextTs, type State, type Values } from "./state.ts";
import { suggest } from "./suggest.ts";
import { type Target, targetOf, type Where, type Which } from "./surface.ts";
import { setValues, viewObject } from "./views.ts";

export type Click = Which & { readonly as: string; readonly where: Where; readonly state?: Values };

/** An option by its value or its text, several for a menu that takes many, or an id for user and channel menus. */
export type Choice = Which & {
  readonly as: string;
  readonly where: Where;
  readonly option: string | readonly string[] | Option;
};

export type Acked = { readonly acked: boolean };

/** Confirms the dialog if there is one; resolves when the bot has acked or Slack has given up. */
export async function click(how: Click, context: Context): Promise<Acked> {
  const target = targetOf(context.state, how.as, how.where, how);
  return send(how.as, typed(context.state, target, how.state, how.as), undefined, context);
}

/** Inside an input block without dispatch_action nothing is sent until the modal is submitted. */
export async function choose(how: Choice, context: Context): Promise<Acked> {
  const { option, value: _value, ...which } = how;
  const target = targetOf(context.state, how.as, how.where, which);
  const held = await heldBy(target.element, how, context);
  return pick(how.as, target, held, context);
}

/** The same with the choice as the element's state value holds it. */
export async function pick(as: string, target: Target, held: unknown, context: Context): Promise<Acked> {
  const { element } = target;
  const values = { [element.block_id]: { [element.action_id]: stateValue(element.type, held) } };
  const changed = element.type === "overflow" ? target : typed(context.state, target, values, as);
  if (element.block.type === "input" && element.block.dispatch_action !== true) return { acked: true };
  return send(as, changed, held, context);
}

async function heldBy(element: Element, { as, where, option }: Choice, context: Context): Promise<unknown> {
  if (!takesOptions(element.type)) return option;
  const wanted = Array.isArray(option) ? option : [option];
  const found = await Promise.all(wanted.map((one) => optionNamed(element, as, where, one, context)));
  return takesMany(element.type) ? found : found[0];
}

async function optionNamed(
  element: Element,
  as: string,
  where: Where,
  wanted: string | Option,
  context: Context,
): Promise<Option> {
  if (typeof wanted !== "string") return wanted;
  const known = element.type.includes("external")
    ? await suggest(
        { as, where, action_id: element.action_id, block_id: element.block_id, text: wanted },
        context,
      )
    : optionsOf(element);
  const found = known.find(({ value, text }) => value === wanted || text.text === wanted);
  if (!found) throw new Refusal("no_such_option", { wanted, known: known.map(({ value }) => value) });
  return found;
}

/** Remembers what was typed or picked, in the view or for this person's look at the message. */
function typed(state: State, target: Target, values: Values | undefined, as = ""): Target {
  if (!values) return target;
  if (target.view) return { ...target, view: setValues(state, target.view, values) };
  const key = pickKey(target.message, as);
  state.picks.set(key, { ...state.picks.get(key), ...values });
  return target;
}

function pickKey({ channel, ts }: Message, as: string): string {
  return `${channel}:${ts}:${as}`;
}

async function send(as: string, target: Target, held: unknown, { state, events }: Context): Promise<Acked> {
  const person = personOf(state, as);
  const place = target.view ? viewPlace(target) : messagePlace(state, as, target);
  const ack = await events.ask("interactive", {
    type: "block_actions",
    ...interactionBase(state, person),
    ...place,
    actions: [actionOf(state, target.element, held)],
  });
  return { acked: ack.ok };
}

function viewPlace({ view }: Target): Record<string, unknown> {
  return { container: { type: "view", view_id: view?.id }, view: view && viewObject(view) };
}

/** Slack leaves the message out when it was ephemeral: it does not keep those. */
function messagePlace(state: State, as: string, { message, element }: Target): Record<string, unknown> {
  if (!message) return {};
  const channel = state.channels.get(message.channel);
  const { ts, thread_ts: threadTs } = message;
  return {
    container: messageContainer(message, element.attachment),
    channel: { id: message.channel, name: channel ? channelName(channel) : "" },
    ...(message.ephemeral ? {} : { message: toSlack(state, message) }),
    state: { values: state.picks.get(pickKey(message, as)) ?? {} },
    response_url: newResponseUrl(state, {
      user: as,
      channel: message.channel,
      ts,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    }),
  };
}

function actionOf(state: State, element: Element, held: unknown): Record<string, unknown> {
  const { action_id: actionId, block_id: blockId, type, json } = element;
  const own = { type, action_id: actionId, block_id: blockId, action_ts: nextTs(state) };
  if (type !== "button") return { ...own, ...copied(json, ["placeholder"]), [choiceField(type)]: held };
  return { ...own, ...copied(json, ["text", "value", "style", "url", "confirm"]) };
}

function copied(json: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asRecord(json)).filter(([key]) => keys.includes(key)));
}
