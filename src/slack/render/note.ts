// Draws a note to one person: what is wrong, and what to type instead.
import { oneLine, shorten, verbatim } from "#src/text.ts";
import type { Note } from "../chat.ts";
import { button, escapeMrkdwn, richText, type SlackMessage, smallPrint, words } from "./message.ts";

export function renderNote({ message, hint, form }: Note): SlackMessage {
  const text = shorten(verbatim(message), 2_900);
  const small = oneLine(hint ?? "");
  return {
    text: escapeMrkdwn(shorten(small ? `${text} ${small}` : text, 3_000)),
    blocks: [
      richText(words(text)),
      ...(small ? [smallPrint(small)] : []),
      ...(form
        ? [{ type: "actions" as const, elements: [button(form.label, "run.form.0", form.line)] }]
        : []),
    ],
  };
}
