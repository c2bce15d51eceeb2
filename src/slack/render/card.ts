// Draws a card, whatever record it is about: one message that is edited in place. Pure; nothing untrusted is parsed.
import type { KnownBlock, SectionBlock } from "@slack/types";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Card, CardButton, Detail, TrailEntry } from "#src/card/card.ts";
import { type Folding, foldingOf, longestLine, mostLines } from "./folding.ts";
import {
  bold,
  dots,
  escapeMrkdwn,
  headlineBlock,
  menuOf,
  offered,
  preformatted,
  richText,
  type SlackMessage,
  smallPrint,
} from "./message.ts";
import { elementsOf, linesOf, notificationOf, quoteOf, smallPrintOf } from "./sentence.ts";

/** Characters of what stands for folded steps. */
const longestGist = 300;

/** Whether the detail can be read by everybody, or why it could not be posted. */
export type Reading = { readonly readable: boolean; readonly refused?: string | undefined };

/** Warnings before facts, buttons before small print, and nothing twice. */
export function renderCard(card: Card, reading: Reading): SlackMessage {
  const folding = foldingOf(card);
  const { detail } = card;
  return {
    text: escapeMrkdwn(shorten(card.notification, 600)),
    blocks: [
      headlineBlock(shorten(`${card.mark ?? dots[card.tone]} ${oneLine(card.headline)}`, 300)),
      ...linesOf(card.lead),
      ...(card.quote ? [quoteOf(card.quote)] : []),
      ...warningsOf(card.warnings),
      ...linesOf(card.progress),
      ...factsOf(card.facts),
      ...(detail ? detailBlocks(card, detail, { folding, reading }) : []),
      ...buttonsOf(card, { folding, reading }),
      smallPrintOf(card.footer),
    ],
    ...(detail && folding === "sheet" ? { folded: detail.whole } : {}),
  };
}

export function renderTrailEntry({ notification, says, quote, code, next }: TrailEntry): SlackMessage {
  return {
    text: notificationOf(notification),
    blocks: [
      richText(...elementsOf(says)),
      ...(quote ? [quoteOf(quote)] : []),
      ...(code ? [preformatted(code)] : []),
      ...(next ? [richText(...elementsOf(next))] : []),
    ],
  };
}

function warningsOf(warnings: readonly string[]): KnownBlock[] {
  return linesOf(cut(warnings).map((line) => [`⚠️ ${line}`]));
}

/** Small, so that a phone shows them and the buttons at once. */
function factsOf(facts: readonly string[]): KnownBlock[] {
  if (facts.length === 0) return [];
  return [
    smallPrint(
      cut(facts)
        .map((line) => `• ${line}`)
        .join("\n"),
    ),
  ];
}

function cut(lines: readonly string[]): readonly string[] {
  const left = lines.length - mostLines;
  const shown = lines.slice(0, mostLines).map((line) => shorten(oneLine(line), longestLine) || "–");
  return left > 0 ? [...shown, `and ${left} more`] : shown;
}

type Drawing = { readonly folding: Folding; readonly reading: Reading };

function detailBlocks(card: Card, detail: Detail, { folding, reading }: Drawing): KnownBlock[] {
  if (folding === "card") return [richText(bold(detail.title)), preformatted(detail.text)];
  if (detail.folded) return [];
  const gist = gistOf(detail);
  if (folding === "sheet") return [{ ...gist, accessory: offered(openerOf(detail), 0) }];
  return [gist, richText(bold(whereabouts(card, reading)))];
}

function gistOf({ gist }: Detail): SectionBlock {
  const steps = gist.length > 1 ? `${gist.length} steps: ` : "";
  const text = `${steps}${gist.map((line) => shorten(line, 120)).join(", ")}`;
  return { type: "section", text: { type: "plain_text", text: shorten(text, longestGist), emoji: false } };
}

function openerOf({ label, line }: Detail): CardButton {
  return { label, line, how: "sheet" };
}

function whereabouts({ ref, detail }: Card, { readable, refused }: Reading): string {
  if (readable) return `${detail?.title}: the whole list is in the thread.`;
  if (refused === undefined) return "The whole list is on its way into the thread; then it can be approved.";
  return `The whole list could not be posted into the thread (${refused}), so nobody can approve this. Once that is mended, approve ${ref.id} posts it.`;
}

function buttonsOf({ buttons, detail }: Card, { folding, reading }: Drawing): KnownBlock[] {
  const shown = buttons.filter(({ needsDetail }) => !needsDetail || reading.readable);
  // What is folded in any case stands nowhere else.
  const opener = detail?.folded && folding === "sheet" ? [openerOf(detail)] : [];
  const elements = [...shown, ...opener].map((each, at) =>
    each.choices ? menuOf({ ...each, choices: each.choices }, at) : offered(each, at),
  );
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
}
