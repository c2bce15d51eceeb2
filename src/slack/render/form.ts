// Draws the form for a line's missing arguments as a modal.
import type { InputBlock, ModalView } from "@slack/types";
import { z } from "zod";
import { oneOf, shorten } from "#src/base/text.ts";
import type { Field, Form, Where } from "../chat.ts";
import { smallPrint } from "./message.ts";

/** What the submission needs to become a line again; ids and words only, as Slack echoes it back. */
const FormOrigin = z.object({
  command: z.string(),
  cluster: z.string().optional(),
  where: z.object({
    channel: z.string(),
    thread: z.string().exactOptional(),
    clicked: z.string().exactOptional(),
    home: z.literal(true).exactOptional(),
  }),
  decides: z.literal(true).optional(),
});
export type FormOrigin = z.output<typeof FormOrigin>;

/** What we wrote into a form that Slack echoes; undefined when it is nothing of ours. */
export function originOf(metadata: unknown): FormOrigin | undefined {
  try {
    return FormOrigin.parse(JSON.parse(String(metadata)));
  } catch {
    return undefined;
  }
}

export const formCallback = "form";
/** All switches of a form: each option is named like its switch. */
export const switchesBlock = "switches";

const longestText = 1_000;

export function renderForm(form: Form, where: Where): ModalView {
  const { channel, thread, clicked, home } = where;
  const origin: FormOrigin = {
    command: form.command,
    cluster: form.cluster,
    where: {
      channel,
      ...(thread ? { thread } : {}),
      ...(clicked ? { clicked } : {}),
      ...(home ? { home } : {}),
    },
    ...(form.decides ? { decides: true } : {}),
  };
  return {
    type: "modal",
    callback_id: formCallback,
    private_metadata: JSON.stringify(origin),
    title: { type: "plain_text", text: shorten(form.title, 24) },
    submit: { type: "plain_text", text: shorten(form.submit ?? "Run", 24) },
    close: { type: "plain_text", text: "Cancel" },
    blocks: [
      smallPrint(form.cluster ? `${form.summary} (cluster ${form.cluster})` : form.summary),
      ...form.fields.filter(({ kind }) => kind !== "switch").map(renderField),
      ...renderSwitches(form.fields.filter(({ kind }) => kind === "switch")),
    ],
  };
}

function renderField(field: Field): InputBlock {
  return {
    type: "input",
    block_id: field.name,
    optional: !field.required,
    label: { type: "plain_text", text: shorten(field.label, 150) },
    ...(field.hint ? { hint: { type: "plain_text" as const, text: shorten(field.hint, 150) } } : {}),
    element: elementOf(field),
  };
}

/** Slack takes ten in one block; what a switch does stands beside it. */
function renderSwitches(switches: readonly Field[]): InputBlock[] {
  if (switches.length === 0) return [];
  const all = switches.slice(0, 10).map(({ name, label, hint, value }) => ({
    isOn: value === true,
    option: {
      text: { type: "plain_text" as const, text: shorten(label, 75) },
      ...(hint ? { description: { type: "plain_text" as const, text: shorten(hint, 75) } } : {}),
      value: name,
    },
  }));
  const on = all.filter(({ isOn }) => isOn).map(({ option }) => option);
  return [
    {
      type: "input",
      block_id: switchesBlock,
      optional: true,
      label: { type: "plain_text", text: "Options" },
      element: {
        type: "checkboxes",
        action_id: switchesBlock,
        options: all.map(({ option }) => option),
        ...(on.length > 0 ? { initial_options: on } : {}),
      },
    },
  ];
}

function elementOf({ kind, name, pick, options = [], value }: Field): InputBlock["element"] {
  if (kind === "choice") {
    const chosen = options.find((each) => each === value);
    return {
      type: "static_select",
      action_id: name,
      options: options.slice(0, 100).map(optionOf),
      placeholder: { type: "plain_text", text: `Choose ${oneOf(name)}` },
      ...(chosen ? { initial_option: optionOf(chosen) } : {}),
    };
  }
  // A value is offered as it is or not at all: a cut one would name something else.
  if (kind === "menu") {
    const option =
      typeof value === "string" && value !== "" && value.length <= 150 ? optionOf(value) : undefined;
    return {
      type: "external_select",
      action_id: `pick.${pick}`,
      min_query_length: 0,
      placeholder: { type: "plain_text", text: `Choose ${oneOf(pick ?? "")}` },
      ...(option ? { initial_option: option } : {}),
    };
  }
  const initial =
    typeof value === "string" && value !== "" && value.length <= longestText ? value : undefined;
  return {
    type: "plain_text_input",
    action_id: name,
    max_length: longestText,
    ...(initial ? { initial_value: initial } : {}),
  };
}

function optionOf(value: string) {
  return { text: { type: "plain_text" as const, text: shorten(value, 75) }, value };
}
