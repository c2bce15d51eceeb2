// Draws an answer for a terminal. Pure; no text from a cluster can move the cursor or hide anything.
import { styleText } from "node:util";
import { oneLine, verbatim } from "#src/base/text.ts";
import type { Answer, Freshness, Part, Tone } from "#src/card/answer.ts";
import { plainOf } from "#src/card/sentence.ts";
import { drawTable } from "./draw-table.ts";
import { padded, widthOf, wrapped } from "./width.ts";

export type Screen = {
  /** Infinity where nobody looks, as in a file. */
  readonly columns: number;
  readonly colours: boolean;
};

const dots: Readonly<Record<Tone, string>> = {
  good: "🟢",
  neutral: "🔵",
  unknown: "⚪",
  warning: "🟡",
  bad: "🔴",
};
const colours = { good: "green", neutral: "blue", unknown: "gray", warning: "yellow", bad: "red" } as const;

export function drawAnswer(answer: Answer, screen: Screen): string {
  const headline = `${dots[answer.tone]} ${oneLine(answer.headline)}`;
  const parts = answer.parts.map((part) => drawPart(part, screen)).filter((text) => text !== "");
  const blocks = [
    painted(["bold", colours[answer.tone]], wrapped(headline, screen.columns).join("\n"), screen),
    ...parts,
    painted("dim", footer(answer, screen), screen),
  ];
  return blocks.filter((text) => text !== "").join("\n\n");
}

function drawPart(part: Part, screen: Screen): string {
  if (part.kind === "facts") return drawFacts(part.facts, screen);
  if (part.kind === "table") return titled(part.title, drawTable(part.table, screen), screen);
  if (part.kind === "list") return titled(part.title, drawList(part.lines, screen), screen);
  if (part.kind === "sentences")
    return titled(part.title, drawList(part.sentences.map(plainOf), screen), screen);
  // Verbatim output stays as wide as it is.
  if (part.kind === "code") return verbatim(part.text).trimEnd();
  return verbatim(part.text)
    .split("\n")
    .flatMap((line) => wrapped(line, screen.columns))
    .join("\n");
}

function titled(title: string | undefined, text: string, screen: Screen): string {
  return title && text !== "" ? `${painted("bold", oneLine(title), screen)}\n${text}` : text;
}

function drawFacts(facts: readonly (readonly [string, string])[], screen: Screen): string {
  const column = Math.max(0, ...facts.map(([label]) => widthOf(oneLine(label)))) + 2;
  return facts
    .map(([label, value]) => {
      const name = painted("bold", padded(oneLine(label), column), screen);
      return name + hanging(oneLine(value), column, screen);
    })
    .join("\n");
}

function drawList(lines: readonly string[], screen: Screen): string {
  return lines.map((line) => `• ${hanging(oneLine(line), 2, screen)}`).join("\n");
}

/** The lines after the first begin where that one does. */
function hanging(text: string, indent: number, { columns }: Screen): string {
  return wrapped(text, Math.max(20, columns - indent)).join(`\n${" ".repeat(indent)}`);
}

/** What a button would ask can be typed, and how old all this is. */
function footer({ buttons = [], freshness }: Answer, { columns }: Screen): string {
  const lines = buttons.filter(({ how }) => how !== "redraw").map(({ line }) => oneLine(line));
  const next = lines.length > 0 ? wrapped(`Ask next: ${lines.join(" | ")}`, columns) : [];
  return [...next, ...(freshness ? [ageOf(freshness)] : [])].join("\n");
}

function ageOf({ asOf, words }: Freshness): string {
  return asOf === undefined ? words : `as of ${new Date(asOf).toISOString().slice(11, 19)} UTC, ${words}`;
}

type Format = Parameters<typeof styleText>[0];

function painted(format: Format, text: string, { colours }: Screen): string {
  return colours && text !== "" ? styleText(format, text, { validateStream: false }) : text;
}
