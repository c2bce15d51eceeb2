// Where a person clicks: a message they see, an open modal, or their home tab.
import { type Element, elementsOf, labelOf } from "./elements.ts";
import { visible } from "./messages.ts";
import { Refusal } from "./refusal.ts";
import type { Message, State, StoredView } from "./state.ts";

/** A message (the newest with the element when no `ts` is given), an open modal, or the home tab. */
export type Where =
  | { readonly channel: string; readonly ts?: string }
  | { readonly view_id: string }
  | { readonly home: true };

/** Which element: by its id, by what is written on it, and by its value or block where that is not enough. */
export type Which = {
  readonly action_id?: string;
  readonly label?: string;
  readonly block_id?: string;
  readonly value?: string;
};

export type Target = { readonly element: Element } & (
  | { readonly message: Message; readonly view?: undefined }
  | { readonly view: StoredView; readonly message?: undefined }
);

/** Finds the element as this person sees it; throws Refusal when there is none. */
export function targetOf(state: State, as: string, where: Where, which: Which): Target {
  const found =
    "channel" in where
      ? inMessages(messagesAt(state, as, where), which)
      : inView("view_id" in where ? modal(state, as, where.view_id) : state.homes.get(as), which);
  if (!found) throw new Refusal("no_such_element", { where, which });
  return found;
}

function messagesAt(state: State, as: string, where: { channel: string; ts?: string }): Message[] {
  return visible(state, as, where.channel).filter(({ ts }) => where.ts === undefined || ts === where.ts);
}

function inMessages(messages: readonly Message[], which: Which): Target | undefined {
  for (const message of messages.toReversed()) {
    const element = messageElements(message).find((one) => matches(one, which));
    if (element) return { message, element };
  }
  return undefined;
}

export function messageElements(message: Message): Element[] {
  const attached = (message.attachments ?? []).flatMap(({ id, blocks }) => elementsOf(blocks, id));
  return [...elementsOf(message.blocks), ...attached];
}

function modal(state: State, as: string, id: string): StoredView | undefined {
  return state.stacks.get(as)?.includes(id) ? state.views.get(id) : undefined;
}

function inView(view: StoredView | undefined, which: Which): Target | undefined {
  const element = elementsOf(view?.view.blocks).find((one) => matches(one, which));
  return view && element ? { view, element } : undefined;
}

function matches(element: Element, { action_id: action, label, block_id: block, value }: Which): boolean {
  if (action === undefined && label === undefined) return false;
  return (
    (action ?? element.action_id) === element.action_id &&
    (label ?? labelOf(element)) === labelOf(element) &&
    (block ?? element.block_id) === element.block_id &&
    (value ?? element.json.value) === element.json.value
  );
}
