// What an operation's thread holds: each vote, each finished step, the reminder and the result, each with a key of its own.
import type { KnownBlock, RichTextElement } from "@slack/types";
import { count, oneLine, shorten, verbatim } from "#src/base/text.ts";
import type { Operation, State, StepRecord, Vote } from "#src/operation/operation.ts";
import { approvalsOf } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import {
  asMrkdwn,
  bold,
  dayAndTimeOf,
  escapeMrkdwn,
  mention,
  richText,
  type SlackMessage,
  words,
} from "./message.ts";
import { titleOf } from "./operation.ts";
import { endingOf, namesOf, naming } from "./operation-parts.ts";
import { marks, tookOf } from "./operation-steps.ts";

/** `key` names it within its operation, so that it is posted once. */
export type TrailEntry = { readonly key: string; readonly message: SlackMessage };

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
    ...operation.plan.steps.flatMap((step, at) => stepEntry(operation, step, at)),
    ...resultOf(operation),
  ];
}

/** The result, for the thread and for the place where it was asked; it mentions the requester, as an edit notifies nobody. */
export function resultOf(operation: Operation): readonly TrailEntry[] {
  const { state, endedAt = 0, ending, by } = operation;
  if (!over.includes(state)) return [];
  const title = titleOf(operation);
  const why = endingOf(operation);
  const next = state === "failed" || state === "interrupted" ? nextOf(operation) : [];
  const blocks: KnownBlock[] = [
    richText(mention(by), words(` ${title}.`), ...(ending?.by ? [words(" "), mention(ending.by)] : [])),
    ...(why ? [quote(...naming(operation, why))] : []),
    ...(next.length > 0 ? [richText(...next)] : []),
  ];
  const said = naming(operation, shorten(`${title}${why ? `: ${oneLine(why)}` : ""}`, 600));
  const text = asMrkdwn([mention(by), words(" "), ...said]);
  return [{ key: `result/${state}/${endedAt}`, message: { text, blocks } }];
}

function nextOf({ id, cluster }: Operation): readonly RichTextElement[] {
  return [
    words(
      `Nothing else runs on ${cluster} until somebody presses Resume or Abandon, or types resume ${id} or abandon ${id}.`,
    ),
  ];
}

function reminderOf(operation: Operation, approvers: readonly string[]): readonly TrailEntry[] {
  const { state, expiresAt, approvalsNeeded, plan, by } = operation;
  if (state !== "proposed") return [];
  const what = `${shorten(oneLine(plan.title), 150)} on ${operation.cluster}`;
  const missing = Math.max(1, approvalsNeeded - approvalsOf(operation).length);
  const isAsked = approvalsNeeded > 0;
  const said = isAsked
    ? `${count(missing, "approval")} still missing for ${what}`
    : `${what} has not been started`;
  const blocks = [
    richText(
      ...(isAsked ? namesOf(approvers) : [mention(by)]),
      words(` ${said}. It expires `),
      dayAndTimeOf(expiresAt),
      words("."),
    ),
  ];
  return [{ key: "reminder", message: { text: escapeMrkdwn(said), blocks } }];
}

function voteEntry(operation: Operation, { by, verdict, role, reason }: Vote, at: number): TrailEntry {
  const said = verdict === "approve" ? "approved" : "denied";
  const why = reason ? shorten(verbatim(reason), 1_000).trim() : "";
  return {
    key: `vote/${at}`,
    message: {
      text: escapeMrkdwn(`${operation.id} was ${said}`),
      blocks: [
        richText(
          words(verdict === "approve" ? "✅ " : "⛔ "),
          mention(by),
          words(` ${said} this as ${role}.`),
        ),
        ...(why ? [quote(words(why))] : []),
      ],
    },
  };
}

function stepEntry(operation: Operation, step: PlannedStep, at: number): readonly TrailEntry[] {
  const { steps, plan } = operation;
  const record = steps[at];
  if (!record || record.state === "waiting" || record.state === "running") return [];
  const number = plan.steps.length > 1 ? `${at + 1}/${plan.steps.length} ` : "";
  const title = `${marks[record.state]} ${number}${shorten(oneLine(step.title), 200)}${tookOf(record)}`;
  return [
    {
      key: `step/${at}/${record.state}/${record.endedAt ?? 0}`,
      message: {
        text: escapeMrkdwn(title),
        blocks: [richText(bold(title)), ...evidenceOf(operation, record)],
      },
    },
  ];
}

function evidenceOf(operation: Operation, { evidence }: StepRecord): KnownBlock[] {
  const text = shorten(verbatim(evidence ?? ""), longestEvidence).trim();
  if (text === "") return [];
  if (!text.includes("\n")) return [richText(...naming(operation, text))];
  return [
    { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }] },
  ];
}

function quote(...elements: RichTextElement[]): KnownBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_quote", elements }] };
}
