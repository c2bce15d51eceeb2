// Draws an answer as Block Kit. Pure; every string from a cluster ends up in a node that Slack does not parse.
import type { ActionsBlock, KnownBlock, TableBlock } from "@slack/types";
import { isPerson, nameOf } from "#src/base/actor.ts";
import { count, elide, oneLine, shorten, verbatim } from "#src/base/text.ts";
import type { Answer, Button, Cell, Part, Table } from "#src/card/answer.ts";
import { type Piece, plainOf } from "#src/card/sentence.ts";
import { tableCharacters } from "../block-kit/table.ts";
import { blocksCharacters } from "../block-kit.ts";
import {
  bold,
  button,
  dots,
  escapeMrkdwn,
  headlineBlock,
  localTime,
  offered,
  preformatted,
  richText,
  type SlackMessage,
  smallPrint,
  words,
} from "./message.ts";
import { elementsOf, linesOf } from "./sentence.ts";

/** Rows that a phone shows without endless scrolling; the rest is counted. */
const maxRows = 25;
/** Characters that one part may take; Slack refuses about 12,000 over all blocks of a message, 10,000 in its table. */
const partBudget = 5_000;
const messageBudget = 10_000;
/** Slack takes 25 in a row; nobody reads that many. */
const mostButtons = 10;
/** A longer log is shown by its end. */
const codeLength = 2_500;
/** How much of its budget a part gets when the whole would be too long. */
const scales = [1, 0.6, 0.3, 0.1];

export type Asked = {
  /** The line as it was understood, shown so that others can learn it. */
  readonly line: string;
  /** A person, or a schedule. */
  readonly by: string;
  /** The message of the record that it is about. */
  readonly link?: string | undefined;
};

export function renderAnswer(answer: Answer, asked: Asked): SlackMessage {
  const headline = `${dots[answer.tone]} ${oneLine(answer.headline)}`;
  const drawn = scales.map((scale) => [
    headlineBlock(headline),
    ...answer.parts.flatMap((part) => renderPart(part, scale * partBudget)),
    ...renderButtons(answer.buttons ?? [], asked.link),
    footer(answer, asked),
  ]);
  const blocks = drawn.find((each) => blocksCharacters(each) <= messageBudget) ?? drawn.at(-1) ?? [];
  return { text: shorten(escapeMrkdwn(headline), 3_000), blocks };
}

export function renderPart(part: Part, budget: number): KnownBlock[] {
  if (part.kind === "facts") return renderFacts(part.facts, budget);
  if (part.kind === "table") return [...renderTitle(part.title), ...renderTable(part.table, budget)];
  if (part.kind === "list") return [...renderTitle(part.title), ...renderList(part.lines, budget)];
  if (part.kind === "sentences")
    return [...renderTitle(part.title), ...linesOf(part.sentences.slice(0, maxRows))];
  if (part.kind === "code") return renderCode(part.text, Math.min(budget, codeLength));
  return part.text === "" ? [] : [richText(words(shorten(verbatim(part.text), Math.min(budget, 2_900))))];
}

function renderTitle(title: string | undefined): KnownBlock[] {
  return title ? [richText(bold(shorten(oneLine(title), 150)))] : [];
}

function renderFacts(facts: readonly (readonly [string, string])[], budget: number): KnownBlock[] {
  const cut = facts.map(
    ([label, value]) => [shorten(oneLine(label), 60), shorten(oneLine(value), 400)] as const,
  );
  const { kept } = take(cut, budget, ([label, value]) => label.length + value.length);
  if (kept.length === 0) return [];
  const lines = kept.map(([label, value], at) => [
    bold(label || "–"),
    words(`  ${value}${at < kept.length - 1 ? "\n" : ""}`),
  ]);
  return [richText(...lines.flat())];
}

function renderList(lines: readonly string[], budget: number): KnownBlock[] {
  const cut = lines.map((line) => shorten(oneLine(line), 500) || "–");
  const { kept, left } = take(cut, budget, (line) => line.length);
  if (kept.length === 0) return [];
  const items = left > 0 ? [...kept, `and ${left} more`] : kept;
  return [
    {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_list",
          style: "bullet",
          elements: items.map((line) => ({ type: "rich_text_section", elements: [words(line)] })),
        },
      ],
    },
  ];
}

function renderCode(text: string, length: number): KnownBlock[] {
  const shown = tail(verbatim(text), length);
  return [preformatted(shown || "(empty)")];
}

function renderTable({ columns, rows }: Table, budget: number): KnownBlock[] {
  if (rows.length === 0) return [];
  const cells = rows.slice(0, maxRows).map((row) => columns.map((_, at) => cell(row[at])));
  const { kept } = take(cells, budget, (row) => row.reduce((sum, each) => sum + tableCharacters(each), 0));
  const table: TableBlock = {
    type: "table",
    column_settings: columns.map(({ align }) => (align ? { align } : { is_wrapped: false })),
    rows: [columns.map(({ title }) => cell(title)), ...kept],
  };
  const left = rows.length - kept.length;
  return left > 0 ? [table, smallPrint(`${count(left, "more row")} not shown`)] : [table];
}

function cell(said: Cell = ""): TableBlock["rows"][number][number] {
  if (typeof said !== "string" && said.some(isParsed)) return richText(...elementsOf(said.map(shortened)));
  return { type: "raw_text", text: shortened(plainOf(said)) || "–" };
}

/** A name or a time is drawn by Slack; what is words alone stays what nobody parses. */
function isParsed(piece: Piece): boolean {
  return typeof piece !== "string";
}

function shortened<Said extends Piece>(piece: Said): Said | string {
  return typeof piece === "string" ? elide(oneLine(piece), 120) : piece;
}

function renderButtons(buttons: readonly Button[], link: string | undefined): KnownBlock[] {
  const elements: ActionsBlock["elements"] = [
    ...buttons.slice(0, mostButtons).map(offered),
    ...(link ? [{ ...button("Open its message", "open.about", "about"), url: link }] : []),
  ];
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

/** Who asked what, and how old the facts are. The mention and the time are ours, everything else is text. */
function footer({ freshness }: Answer, { line, by }: Asked): KnownBlock {
  const asOf = freshness?.asOf;
  return {
    type: "context",
    elements: [
      isPerson(by)
        ? { type: "mrkdwn", text: `<@${by}>`, verbatim: true }
        : { type: "plain_text", text: nameOf(by), emoji: false },
      ...(line === ""
        ? []
        : [{ type: "plain_text" as const, text: oneLine(`/k8s ${shorten(line, 150)}`), emoji: false }]),
      ...(asOf === undefined
        ? []
        : [{ type: "mrkdwn" as const, text: `as of ${localTime(asOf)}`, verbatim: true }]),
      ...(freshness
        ? [{ type: "plain_text" as const, text: oneLine(freshness.words) || "–", emoji: false }]
        : []),
    ],
  };
}

/** The first items within both limits, and how many were left. */
function take<T>(
  items: readonly T[],
  budget: number,
  sizeOf: (item: T) => number,
): { kept: readonly T[]; left: number } {
  let spent = 0;
  const firstOut = items.findIndex((item, at) => {
    spent += sizeOf(item);
    return at >= maxRows || spent > budget;
  });
  const kept = firstOut === -1 ? items : items.slice(0, firstOut);
  return { kept, left: items.length - kept.length };
}

/** The end of a long text, from the start of a line if one is near. */
function tail(text: string, length: number): string {
  const points = Array.from(text.slice(-2 * length));
  if (points.length <= length && text.length <= 2 * length) return text;
  const end = points.slice(-length + 2).join("");
  const newline = end.indexOf("\n");
  return `…\n${newline !== -1 && newline < length / 2 ? end.slice(newline + 1) : end}`;
}
