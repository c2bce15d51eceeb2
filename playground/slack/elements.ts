// Finds the interactive elements of a message or view, and says what they hold.
import type { AnyBlock } from "@slack/types";
import { asRecord } from "./arguments.ts";
import type { Values } from "./state.ts";

export type Option = {
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
};

export type Element = {
  readonly block_id: string;
  readonly action_id: string;
  readonly type: string;
  /** The element as the app wrote it. */
  readonly json: Record<string, unknown>;
  /** The block it stands in. */
  readonly block: Record<string, unknown>;
  /** Which attachment of the message it stands in, from 1. */
  readonly attachment?: number;
};

/** All interactive elements of some blocks, in reading order. */
export function elementsOf(blocks: readonly AnyBlock[] = [], attachment?: number): Element[] {
  return blocks.flatMap((block) => {
    const json = asRecord(block);
    const inside = Array.isArray(json.elements) ? json.elements : [];
    return [...inside, json.accessory, json.element]
      .map(asRecord)
      .filter((element) => typeof element.action_id === "string")
      .map((element) => ({
        block_id: String(json.block_id),
        action_id: String(element.action_id),
        type: String(element.type),
        json: element,
        block: json,
        ...(attachment === undefined ? {} : { attachment }),
      }));
  });
}

/** What people read on a button, a menu or an input. */
export function labelOf(element: Element): string {
  const { text, placeholder } = element.json;
  return String(
    asRecord(text).text ?? asRecord(element.block.label).text ?? asRecord(placeholder).text ?? "",
  );
}

export function optionsOf(element: Element): Option[] {
  const groups = Array.isArray(element.json.option_groups) ? element.json.option_groups : [];
  const own = Array.isArray(element.json.options) ? element.json.options : [];
  return [...own, ...groups.flatMap((group) => asRecord(group).options)] as Option[]; // validated when it was posted
}

/** Which field of a state value or action carries the choice, by element type. */
const CHOICE_FIELDS: Readonly<Record<string, string>> = {
  static_select: "selected_option",
  external_select: "selected_option",
  overflow: "selected_option",
  radio_buttons: "selected_option",
  checkboxes: "selected_options",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

export function choiceField(type: string): string {
  return CHOICE_FIELDS[type] ?? "value";
}

/** Whether options are objects with text and value, not bare ids. */
export function takesOptions(type: string): boolean {
  return choiceField(type).startsWith("selected_option");
}

export function takesMany(type: string): boolean {
  return /^multi_|^checkboxes$/.test(type);
}

/** The state value of an element that holds `held`. */
export function stateValue(type: string, held: unknown): Record<string, unknown> {
  return { type, [choiceField(type)]: held ?? (takesMany(type) ? [] : null) };
}

/** What view.state.values says before anybody typed: Slack reports every input, and menus outside inputs too. */
export function initialValues(blocks: readonly AnyBlock[]): Values {
  const values: Values = {};
  for (const element of elementsOf(blocks)) {
    if (["button", "overflow", "workflow_button", "image"].includes(element.type)) continue;
    const block = values[element.block_id] ?? {};
    block[element.action_id] = stateValue(element.type, initial(element));
    values[element.block_id] = block;
  }
  return values;
}

function initial({ type, json }: Element): unknown {
  return json[
    choiceField(type)
      .replace("selected", "initial")
      .replace(/^value$/, "initial_value")
  ];
}
