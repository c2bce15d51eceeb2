// Where a card's detail can be read: on the card, behind its button, or page by page in its thread. Nobody decides before it can.
import { shorten } from "#src/base/text.ts";
import type { Card, Detail } from "#src/card/card.ts";
import { lengthOf } from "./pages.ts";

/** Of warnings, and of facts: the rest is counted, and then all of it is in the detail. */
export const mostLines = 8;
export const longestLine = 250;
/** What a phone shows without scrolling past the buttons: lines of the card's text of calls, and how many characters one has there. */
const shortLines = 8;
const phoneColumns = 38;
/**
 * Characters, as Slack counts them, of what a button opens. A card whose blocks Slack refuses has no button and is sent as text, so
 * all of it must fit a text too, beside everything else on the card.
 */
const longestSheet = 25_000;

export type Folding = "card" | "sheet" | "thread";

export function foldingOf(card: Pick<Card, "detail" | "warnings" | "facts">): Folding {
  const { detail } = card;
  if (!detail) return "card";
  if (!detail.folded && isShort(detail) && [card.warnings, card.facts].every(isShownWhole)) return "card";
  return lengthOf(detail.whole) <= longestSheet ? "sheet" : "thread";
}

function isShort({ text }: Detail): boolean {
  const lines = text.split("\n").map(({ length }) => Math.max(1, Math.ceil(length / phoneColumns)));
  return lines.reduce((sum, each) => sum + each, 0) <= shortLines;
}

function isShownWhole(lines: readonly string[]): boolean {
  return lines.length <= mostLines && lines.every((line) => shorten(line, longestLine) === line);
}
