// Draws the steps of a started operation as a checklist: what is done and how long it took, what runs, what waits.
import type { KnownBlock, RichTextElement } from "@slack/types";
import { oneLine, shorten, span } from "#src/base/text.ts";
import type { Operation, StepRecord, StepState } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import { bold, richText, timeOf, words } from "./message.ts";
import { naming } from "./operation-parts.ts";

export const marks: Readonly<Record<StepState, string>> = {
  waiting: "⚪",
  running: "⏳",
  done: "✅",
  skipped: "✔️",
  failed: "❌",
  interrupted: "⚠️",
};

/** More would not be read: what is finished is counted, then what is still to come. */
const mostRows = 20;

type Row = { readonly step: PlannedStep; readonly record: StepRecord };

export function checklistOf(operation: Operation): KnownBlock[] {
  const { plan, steps, startedAt } = operation;
  if (startedAt === undefined) return [];
  const rows = plan.steps.map((step, at) => ({ step, record: steps[at] ?? { state: "waiting" as const } }));
  const first = rows.findIndex(({ record }) => !isOver(record));
  const from =
    rows.length <= mostRows
      ? 0
      : Math.max(0, Math.min((first === -1 ? rows.length : first) - 5, rows.length - mostRows));
  const shown = rows.slice(from, from + mostRows);
  const lines = [
    ...(from > 0 ? [[words(`✅ ${from} steps before`)]] : []),
    ...shown.map((row) => lineOf(operation, row)),
    ...(from + shown.length < rows.length
      ? [[words(`⚪ ${rows.length - from - shown.length} more steps`)]]
      : []),
  ];
  return [richText(...lines.flatMap((line, at) => (at > 0 ? [words("\n"), ...line] : line)))];
}

function isOver({ state }: StepRecord): boolean {
  return state === "done" || state === "skipped";
}

function lineOf(operation: Operation, { step, record }: Row): readonly RichTextElement[] {
  const title = shorten(oneLine(step.title), 150);
  const evidence = record.evidence ? ` – ${shorten(oneLine(record.evidence), 200)}` : "";
  if (record.state === "running") {
    const since = record.startedAt === undefined ? [] : [words(" since "), timeOf(record.startedAt)];
    return [words(`${marks.running} `), bold(title), ...since, ...naming(operation, evidence)];
  }
  return naming(operation, `${marks[record.state]} ${title}${tookOf(record)}${evidence}`);
}

/** ` – 4 s`, or why nothing was done. */
export function tookOf({ state, startedAt, endedAt }: StepRecord): string {
  if (state === "skipped") return " – was so already";
  return startedAt === undefined || endedAt === undefined ? "" : ` – ${span(endedAt - startedAt)}`;
}
