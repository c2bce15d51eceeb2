// Draws the form for a line's missing arguments as a modal.
import type { InputBlock, ModalView } from "@slack/types";
import { z } from "zod";
import { shorten } from "#src/base/text.ts";
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
      ...form.fields.map(renderField),
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

function elementOf({ kind, name, pick, value }: Field): InputBlock["element"] {
  if (kind === "switch") {
    const option = { text: { type: "plain_text" as const, text: `--${name}` }, value: "true" };
    return {
      type: "checkboxes",
      action_id: name,
      options: [option],
      ...(value === true ? { initial_options: [option] } : {}),
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
      placeholder: { type: "plain_text", text: `Choose a ${pick}` },
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
