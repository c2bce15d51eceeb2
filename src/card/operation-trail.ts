// What an operation's thread holds: each vote, each finished step, the reminder and the result, each with a key of its own.
import { count, oneLine, shorten, verbatim } from "#src/base/text.ts";
import { approvalsOf, type Operation, type State, type Vote } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Sentence, TrailEntry } from "./card.ts";
import { doneAndNot } from "./operation-history.ts";
import { marks, tookOf } from "./operation-progress.ts";
import { endingOf, namesOf, naming, titleOf, whatOf } from "./operation-words.ts";

/** Longer evidence is cut here, characters. */
const longestEvidence = 2_200;
const over: readonly State[] = [
  "succeeded",
  "failed",
  "interrupted",
  "denied",
  "expired",
  "stale",
  "abandoned",
];

/** In the order in which it came about. Drawn from the record alone, so that nothing is lost or told twice. */
export function trailOf(operation: Operation, approvers: readonly string[]): readonly TrailEntry[] {
  return [
    ...(operation.remindedAt === undefined ? [] : reminderOf(operation, approvers)),
    ...operation.votes.map((vote, at) => voteEntry(operation, vote, at)),
    // In a campaign's thread there are the cards of all its stages, which say each step.
    ...(operation.campaign === undefined
      ? operation.plan.steps.flatMap((step, at) => stepEntry(operation, step, at))
      : []),
    ...resultOf(operation),
  ];
}

/** The result, for the thread and for the place where it was asked; it mentions the requester, as an edit notifies nobody. */
function resultOf(operation: Operation): readonly TrailEntry[] {
  const { state, endedAt = 0, ending, by } = operation;
  if (!over.includes(state) || (operation.campaign !== undefined && state === "succeeded")) return [];
  const title = titleOf(operation);
  const why = endingOf(operation);
  const said = naming(operation, shorten(`${title}${why ? `: ${oneLine(why)}` : ""}`, 600));
  return [
    {
      key: `result/${state}/${endedAt}`,
      notification: [{ who: by }, " ", ...said],
      says: [{ who: by }, ` ${title}.`, ...(ending?.by ? [" ", { who: ending.by }] : [])],
      ...(why ? { quote: naming(operation, why) } : {}),
      ...(state === "failed" || state === "interrupted" ? { next: nextOf(operation) } : {}),
      isResult: true,
    },
  ];
}

function nextOf(operation: Operation): Sentence {
  const { id, cluster } = operation;
  return [
    `${doneAndNot(operation)} Nothing else runs on ${cluster} until somebody presses Resume or Abandon, or types resume ${id} or abandon ${id}.`,
  ];
}

function reminderOf(operation: Operation, approvers: readonly string[]): readonly TrailEntry[] {
  const { state, expiresAt, approvalsNeeded, by } = operation;
  if (state !== "proposed") return [];
  const what = shorten(whatOf(operation), 220);
  const missing = Math.max(1, approvalsNeeded - approvalsOf(operation).length);
  const isAsked = approvalsNeeded > 0;
  const said = isAsked
    ? `${count(missing, "approval")} still missing for ${what}`
    : `${what} has not been started`;
  return [
    {
      key: "reminder",
      notification: [said],
      says: [
        ...(isAsked ? namesOf(approvers) : [{ who: by }]),
        ` ${said}. It expires `,
        { at: expiresAt, day: true },
        ".",
      ],
    },
  ];
}

function voteEntry({ id }: Operation, { by, verdict, role, reason }: Vote, at: number): TrailEntry {
  const said = verdict === "approve" ? "approved" : "denied";
  const why = reason ? shorten(verbatim(reason), 1_000).trim() : "";
  return {
    key: `vote/${at}`,
    notification: [`${id} was ${said}`],
    says: [verdict === "approve" ? "✅ " : "⛔ ", { who: by }, ` ${said} this as ${role}.`],
    ...(why ? { quote: [why] } : {}),
  };
}

function stepEntry(operation: Operation, step: PlannedStep, at: number): readonly TrailEntry[] {
  const { steps, plan } = operation;
  const record = steps[at];
  if (!record || record.state === "waiting" || record.state === "running") return [];
  const number = plan.steps.length > 1 ? `${at + 1}/${plan.steps.length} ` : "";
  const title = `${marks[record.state]} ${number}${shorten(oneLine(step.title), 200)}${tookOf(record)}`;
  const key = `step/${at}/${record.state}/${record.endedAt ?? 0}`;
  const entry = { key, notification: [title], says: [{ bold: title }] };
  const evidence = shorten(verbatim(record.evidence ?? ""), longestEvidence).trim();
  if (evidence === "") return [entry];
  return [
    evidence.includes("\n") ? { ...entry, code: evidence } : { ...entry, next: naming(operation, evidence) },
  ];
}
