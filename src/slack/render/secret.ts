// Draws a secret for the one person who asked to see it. It is not redacted: that is the point.
import type { KnownBlock } from "@slack/types";
import type { Secret } from "#src/card/answer.ts";
import { bold, escapeMrkdwn, richText, type SlackMessage, smallPrint, words } from "./message.ts";

/** The notification, which a telephone shows on its lock screen, holds nothing secret. */
export function renderSecret({ headline, texts, hint }: Secret): SlackMessage {
  return {
    text: escapeMrkdwn(headline),
    blocks: [
      richText(bold(`🔑 ${headline}`)),
      ...texts.flatMap(({ title, text }): KnownBlock[] => [
        ...(title ? [richText(words(title))] : []),
        {
          type: "rich_text",
          elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }],
        },
      ]),
      smallPrint(hint),
    ],
  };
}
