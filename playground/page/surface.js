// Where blocks stand (a message, a modal, the home tab): who looks at them, what was typed, and how a click travels.
import { post } from "./api.js";
import { toast } from "./toast.js";

/**
 * @typedef {object} Surface
 * @property {import("./names.js").Names} names
 * @property {object} where `where` of an Action
 * @property {Record<string, Record<string, object>>} values block_id -> action_id -> what was typed
 */

/** @returns {Surface} */
export function surfaceOf({ names, where, values = {} }) {
  return { names, where, values };
}

/** Remembers what a control holds, as view.state.values would. */
export function keep(surface, at, value) {
  surface.values[at.block] ??= {};
  surface.values[at.block][at.action] = value;
}

/** What a control held before it was drawn anew. */
export function kept(surface, at) {
  return surface.values[at.block]?.[at.action];
}

/** Sends a click or a choice; the control looks busy meanwhile. */
export async function act(surface, at, control, selected) {
  setBusy(control, true);
  const picked = selected === undefined ? {} : { selected_option: selected };
  try {
    const answer = await post("action", { ...addressOf(surface, at), ...picked, state: surface.values });
    if (answer.acked === false)
      toast("The bot did not answer in time. Slack would show a warning sign here.");
  } catch (error) {
    toast(error.message);
  } finally {
    setTimeout(() => setBusy(control, false), 250);
  }
}

/** Options of an external select for what was typed. */
export async function suggest(surface, at, value) {
  const answer = await post("suggest", { ...addressOf(surface, at), value });
  return answer.options ?? answer.option_groups?.flatMap((group) => group.options) ?? [];
}

function addressOf(surface, at) {
  return { as: surface.names.as, where: surface.where, block_id: at.block, action_id: at.action };
}

function setBusy(control, busy) {
  control?.classList.toggle("busy", busy);
  if (busy) control?.setAttribute("aria-busy", "true");
  else control?.removeAttribute("aria-busy");
}
