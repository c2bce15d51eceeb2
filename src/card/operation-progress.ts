// The steps of a started operation as a checklist: what is done and how long it took, what runs, what waits.
import { oneLine, shorten, span } from "#src/base/text.ts";
import type { Operation, StepRecord, StepState } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Sentence } from "./card.ts";
import { naming } from "./operation-words.ts";

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

/** Characters of a step's evidence; less where there are many steps, as Slack takes some 11,000 characters a message. */
const longEvidence = 250;
const shortEvidence = 120;
const fewRows = 8;

type Row = { readonly step: PlannedStep; readonly record: StepRecord };

export function progressOf(operation: Operation): readonly Sentence[] {
  const { plan, steps, startedAt } = operation;
  if (startedAt === undefined) return [];
  const rows = plan.steps.map((step, at) => ({ step, record: steps[at] ?? { state: "waiting" as const } }));
  const from = firstShown(rows);
  const shown = rows.slice(from, from + mostRows);
  const left = rows.length - from - shown.length;
  return [
    ...(from > 0 ? [[`✅ ${from} steps before`]] : []),
    ...shown.map((row) => lineOf(operation, row, shown.length > fewRows ? shortEvidence : longEvidence)),
    ...(left > 0 ? [[`⚪ ${left} more steps`]] : []),
  ];
}

function firstShown(rows: readonly Row[]): number {
  if (rows.length <= mostRows) return 0;
  const open = rows.findIndex(({ record }) => record.state !== "done" && record.state !== "skipped");
  return Math.max(0, Math.min((open === -1 ? rows.length : open) - 5, rows.length - mostRows));
}

function lineOf(operation: Operation, { step, record }: Row, longest: number): Sentence {
  const title = shorten(oneLine(step.title), 150);
  const evidence = record.evidence ? ` – ${shorten(oneLine(record.evidence), longest)}` : "";
  if (record.state === "running") {
    const since: Sentence = record.startedAt === undefined ? [] : [" since ", { at: record.startedAt }];
    return [`${marks.running} `, { bold: title }, ...since, ...naming(operation, evidence)];
  }
  return naming(operation, `${marks[record.state]} ${title}${tookOf(record)}${evidence}`);
}

/** ` – 4 s`, or why nothing was done. */
export function tookOf({ state, startedAt, endedAt }: StepRecord): string {
  if (state === "skipped") return " – was so already";
  return startedAt === undefined || endedAt === undefined ? "" : ` – ${span(endedAt - startedAt)}`;
}
