// The rows as text for a terminal and for docs/performance.md: a Markdown table whose columns line up.
import { format, type Row } from "./row.ts";

const head = ["what", "median", "spread", "of", "aim", "verdict"];

export function tableOf(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [first = "", ...rest] = lines.map((line) =>
    bar(line.map((cell, at) => cell.padEnd(widths[at] ?? 0))),
  );
  return [first, bar(widths.map((width) => "-".repeat(width))), ...rest].join("\n");
}

function cells({ what, unit, measured, of = "", aim }: Row): readonly string[] {
  const { median, least, most } = measured;
  return [
    what,
    format(median, unit),
    `${format(least, unit)} to ${format(most, unit)}`,
    of,
    aim === undefined ? "" : format(aim, unit),
    aim === undefined ? "" : median <= aim ? "met" : "MISSED",
  ];
}

function bar(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
