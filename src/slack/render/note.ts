// Draws a note to one person: what is wrong, and what to type instead.

import type { KnownBlock, RichTextElement } from "@slack/types";
import { oneLine, shorten, verbatim } from "#src/base/text.ts";
import type { Note } from "../chat.ts";
import {
  button,
  channelMention,
  escapeMrkdwn,
  mention,
  preformatted,
  richText,
  type SlackMessage,
  smallPrint,
  words,
} from "./message.ts";

const mostOffers = 5;

export function renderNote({ message, hint, shell = [], form, offers = [] }: Note): SlackMessage {
  const text = shorten(verbatim(message), 2_900);
  const small = oneLine(hint ?? "");
  return {
    text: escapeMrkdwn(shorten(small ? `${text} ${small}` : text, 3_000)),
    blocks: [
      richText(...withMentions(text)),
      ...(small ? [smallPrint(small)] : []),
      ...(shell.length > 0 ? [preformatted(shorten(verbatim(shell.join("\n")), 2_900))] : []),
      ...buttonsOf(form, offers),
    ],
  };
}

/** A line that lacks something opens its form. */
function buttonsOf(form: Note["form"], offers: readonly string[]): KnownBlock[] {
  const elements = [
    ...(form ? [button(form.label, "run.form.0", form.line)] : []),
    ...offers.slice(0, mostOffers).map((line, at) => button(line, `run.ask.${at}`, line)),
  ];
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
}

/** Only one person reads it, so a mention notifies nobody: it is drawn as a name, also where it came from a cluster. */
function withMentions(text: string): readonly RichTextElement[] {
  return text
    .split(/(<[@#][A-Z0-9]+>)/)
    .filter(Boolean)
    .map((part) => {
      const [, kind, id = ""] = /^<([@#])([A-Z0-9]+)>$/.exec(part) ?? [];
      if (kind === "@") return mention(id);
      return kind === "#" ? channelMention(id) : words(part);
    });
}
