// The stages of a campaign as a checklist: what is done and how long it took, what runs, what waits for whom, what is left.
import { count, oneLine, shorten, span } from "#src/base/text.ts";
import type { Campaign, Gate, Stage, StageRecord } from "#src/campaign/campaign.ts";
import type { Sentence } from "./card.ts";

/** More would not be read: what is over is counted, then what is still to come. */
const mostRows = 20;
const marks = { waiting: "⚪", running: "⏳", done: "✅", skipped: "⚪" } as const;

type Row = { readonly stage: Stage; readonly record: StageRecord; readonly at: number };

export function stagesOf(campaign: Campaign): readonly Sentence[] {
  const { course, records, at } = campaign;
  const rows = course.stages.map((stage, place) => ({
    stage,
    record: records[place] ?? { state: "waiting" as const },
    at: place,
  }));
  const from = Math.max(0, Math.min(at - 3, rows.length - mostRows));
  const shown = rows.slice(from, from + mostRows);
  const left = rows.length - from - shown.length;
  return [
    ...(from > 0 ? [[`✅ ${count(from, "stage")} before`]] : []),
    ...shown.map((row) => lineOf(campaign, row)),
    ...(left > 0 ? [[`⚪ ${count(left, "more stage")}`]] : []),
  ];
}

function lineOf(campaign: Campaign, { stage, record, at }: Row): Sentence {
  const title = shorten(oneLine(stage.title), 150);
  const { operation, startedAt, endedAt } = record;
  const by = operation ? ` – ${operation}` : "";
  if (record.state === "done" || record.state === "skipped")
    return [`${marks[record.state]} ${title}${tookOf(record)}${by}${whyOf(record)}`];
  if (at !== campaign.at && record.state !== "running")
    return [`${marks.waiting} ${title}${laterOf(stage.gate)}`];
  if (record.state !== "running") return [`${marks.waiting} `, { bold: title }, by];
  const since: Sentence =
    startedAt === undefined || endedAt !== undefined ? [] : [" since ", { at: startedAt }];
  return [`${isStuck(campaign, operation) ? "🟡" : marks.running} `, { bold: title }, ...since, by];
}

/** It has failed or was left midway: nothing of it runs until somebody decides. */
function isStuck({ waiting }: Campaign, operation: string | undefined): boolean {
  return waiting?.for === "people" && operation !== undefined && waiting.operation === operation;
}

function tookOf({ startedAt, endedAt }: StageRecord): string {
  return startedAt === undefined || endedAt === undefined ? "" : ` – ${span(endedAt - startedAt)}`;
}

/** Why it was skipped, or that somebody else has done it. */
function whyOf({ state, words }: StageRecord): string {
  if (!words) return "";
  return ` – ${state === "skipped" ? "skipped: " : ""}${shorten(oneLine(words), 150)}`;
}

function laterOf(gate: Gate): string {
  if (gate === "auto") return "";
  return gate === "ask" ? " – asks first" : ` – after a rest of ${span(gate.restMs)}`;
}
