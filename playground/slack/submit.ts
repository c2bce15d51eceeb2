// A person sends or closes a modal.
import { asRecord } from "./arguments.ts";
import { viewOf } from "./content.ts";
import {
  type Element,
  elementsOf,
  type Option,
  optionsOf,
  stateValue,
  takesMany,
  takesOptions,
} from "./elements.ts";
import type { Context } from "./methods/method.ts";
import { interactionBase } from "./payloads.ts";
import { Refusal } from "./refusal.ts";
import { personOf } from "./say.ts";
import type { State, StoredView, Values } from "./state.ts";
import { closeAll, closeTop, pushView, replaceView, setValues, viewObject } from "./views.ts";

export type Submission = {
  readonly as: string;
  /** The topmost modal unless given. */
  readonly view_id?: string;
  /** By block id: what is typed, an option's value or text, an option, or the whole state by action id. */
  readonly values?: Readonly<Record<string, unknown>>;
};

export type Submitted = { readonly errors?: Record<string, string>; readonly acked: boolean };

export async function submit(submission: Submission, { state, events }: Context): Promise<Submitted> {
  const open = openModal(state, submission);
  const view = setValues(state, open, filled(open, submission.values ?? {}));
  const errors = incomplete(view);
  if (Object.keys(errors).length > 0) return { errors, acked: false };
  const ack = await events.ask("interactive", {
    type: "view_submission",
    ...interactionBase(state, personOf(state, submission.as)),
    view: viewObject(view),
    response_urls: [],
  });
  if (!ack.ok) return { acked: false };
  return { ...react(state, view, asRecord(ack.payload)), acked: true };
}

/** Closes the topmost modal; the bot hears of it when the view asked for that. */
export async function close({ as, view_id: id }: Submission, { state, events }: Context): Promise<void> {
  const view = openModal(state, { as, ...(id ? { view_id: id } : {}) });
  const clears = view.view.type === "modal" && view.view.clear_on_close === true;
  if (clears) closeAll(state, as);
  else closeTop(state, as);
  if (view.view.type !== "modal" || !view.view.notify_on_close) return;
  const { trigger_id: _none, ...base } = interactionBase(state, personOf(state, as));
  await events.ask("interactive", {
    type: "view_closed",
    ...base,
    view: viewObject(view),
    is_cleared: clears,
  });
}

function openModal(state: State, { as, view_id: id }: Submission): StoredView {
  const stack = state.stacks.get(as) ?? [];
  const wanted = id ?? stack.at(-1);
  const view = wanted && stack.includes(wanted) ? state.views.get(wanted) : undefined;
  if (!view) throw new Refusal("no_such_modal");
  return view;
}

/** Does what the ack's response_action says; an empty ack closes the modal. */
function react(
  state: State,
  view: StoredView,
  ack: Record<string, unknown>,
): { errors?: Record<string, string> } {
  switch (ack.response_action) {
    case "errors":
      return { errors: asRecord(ack.errors) as Record<string, string> }; // shown under the inputs as they are
    case "update":
      replaceView(state, view, viewOf(ack));
      return {};
    case "push":
      pushView(state, view.user, viewOf(ack));
      return {};
    case "clear":
      closeAll(state, view.user);
      return {};
    default:
      closeTop(state, view.user);
      return {};
  }
}

function filled(view: StoredView, given: Readonly<Record<string, unknown>>): Values {
  const values: Values = {};
  for (const element of elementsOf(view.view.blocks)) {
    const value = given[element.block_id];
    if (value === undefined) continue;
    const whole = asRecord(value)[element.action_id];
    const held = whole === undefined ? stateValue(element.type, heldBy(element, value)) : whole;
    values[element.block_id] = { ...values[element.block_id], [element.action_id]: held };
  }
  return values;
}

function heldBy(element: Element, value: unknown): unknown {
  if (!takesOptions(element.type)) return value;
  const named = (one: unknown) => (typeof one === "string" ? optionNamed(element, one) : one);
  if (!takesMany(element.type)) return named(value);
  return (Array.isArray(value) ? value : [value]).map(named);
}

function optionNamed(element: Element, wanted: string): Option {
  const found = optionsOf(element).find(({ value, text }) => value === wanted || text.text === wanted);
  if (!found)
    throw new Refusal("no_such_option", { wanted, known: optionsOf(element).map(({ value }) => value) });
  return found;
}

/** What Slack itself refuses before it asks the bot. */
function incomplete(view: StoredView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const element of elementsOf(view.view.blocks)) {
    if (element.block.type !== "input") continue;
    const problem = problemWith(element, asRecord(view.values[element.block_id]?.[element.action_id]));
    if (problem) errors[element.block_id] = problem;
  }
  return errors;
}

function problemWith(
  { block, json }: Element,
  { type: _type, ...held }: Record<string, unknown>,
): string | undefined {
  const [value] = Object.values(held);
  const empty =
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional === true ? undefined : "Please complete this required field.";
  if (typeof value !== "string") return undefined;
  const characters = [...value].length;
  if (characters < Number(json.min_length ?? 0))
    return `Please enter at least ${json.min_length} characters.`;
  if (characters > Number(json.max_length ?? 3_000))
    return `Please enter no more than ${json.max_length} characters.`;
  return undefined;
}
