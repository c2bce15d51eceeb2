// Draws a table for a terminal: as wide as its cells, or as the screen.
import { oneLine } from "#src/base/text.ts";
import type { Table } from "#src/card/answer.ts";
import { plainOf } from "#src/card/sentence.ts";
import { cutTo, padded, widthOf, wrapped } from "./width.ts";

const gap = "  ";
/** Half a number would be another number, so what is as short as this is never cut. */
const shortest = 16;

export function drawTable({ columns, rows }: Table, screen: { readonly columns: number }): string {
  if (rows.length === 0) return "";
  const cells = [columns.map(({ title }) => title), ...rows].map((row) =>
    columns.map((_, at) => oneLine(plainOf(row[at] ?? "")) || "–"),
  );
  const natural = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ""))));
  const widths = fitting(natural, screen.columns);
  const lines = cells.map((row) =>
    widths
      .map((width, at) => padded(cutTo(row[at] ?? "", width), width, columns[at]?.align))
      .join(gap)
      .trimEnd(),
  );
  const left = columns.slice(widths.length).map(({ title }) => oneLine(title));
  const note =
    left.length > 0 ? wrapped(`(a wider screen also shows ${left.join(", ")})`, screen.columns) : [];
  return [...lines, ...note].join("\n");
}

/** Long texts give way, the longest first; what then has no room is left out, from the end. */
function fitting(natural: readonly number[], screen: number): readonly number[] {
  const widths = [...natural];
  while (widths.length > 1 && total(widths.map((width) => Math.min(width, shortest))) > screen) widths.pop();
  while (total(widths) > screen) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= shortest) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
}
