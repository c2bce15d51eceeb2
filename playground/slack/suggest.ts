// A person types into a menu whose options come from the bot.
import { asRecord } from "./arguments.ts";
import type { Option } from "./elements.ts";
import { toSlack } from "./messages.ts";
import type { Context } from "./methods/method.ts";
import { channelName, interactionBase, messageContainer } from "./payloads.ts";
import { Refusal } from "./refusal.ts";
import { personOf } from "./say.ts";
import type { State } from "./state.ts";
import { type Target, targetOf, type Where, type Which } from "./surface.ts";
import { viewObject } from "./views.ts";

const OPTIONS_LIMIT = 100;

export type Typing = Omit<Which, "value"> & {
  readonly as: string;
  readonly where: Where;
  /** What stands in the field so far. */
  readonly text: string;
};

/** The options that the bot offers; none when it does not answer in time. */
export async function suggest(how: Typing, { state, events }: Context): Promise<Option[]> {
  const target = targetOf(state, how.as, how.where, how);
  const { trigger_id: _none, ...base } = interactionBase(state, personOf(state, how.as));
  const ack = await events.ask("interactive", {
    type: "block_suggestion",
    ...base,
    ...place(state, target),
    action_id: target.element.action_id,
    block_id: target.element.block_id,
    value: how.text,
  });
  return ack.ok ? offered(ack.payload) : [];
}

function place(state: State, { view, message, element }: Target): Record<string, unknown> {
  if (view) return { container: { type: "view", view_id: view.id }, view: viewObject(view) };
  const channel = state.channels.get(message.channel);
  return {
    container: messageContainer(message, element.attachment),
    channel: { id: message.channel, name: channel ? channelName(channel) : "" },
    message: toSlack(state, message),
  };
}

function offered(payload: unknown): Option[] {
  const { options, option_groups: groups } = asRecord(payload);
  const grouped = Array.isArray(groups) ? groups.flatMap((group) => asRecord(group).options) : [];
  const all = [...(Array.isArray(options) ? options : []), ...grouped];
  if (all.length > OPTIONS_LIMIT) throw new Refusal("too_many_options");
  return all as Option[]; // whatever else it is, the person sees it as broken
}
