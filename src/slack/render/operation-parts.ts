// The parts of an operation's card: facts, impact, warnings, the exact calls, and how it ended.
import type { KnownBlock, RichTextElement } from "@slack/types";
import { sayCall } from "#src/base/call.ts";
import { count, exact, oneLine, shorten, verbatim } from "#src/base/text.ts";
import { approvalsOf, type Operation } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import { bold, dayAndTimeOf, mention, richText, timeOf, words } from "./message.ts";

/** Characters of calls and their titles that fit on the card beside everything else. */
const callsBudget = 4_500;
/** Of calls, impact and warnings together: Slack takes about 11,000 characters a message, the facts among them. */
const cardBudget = 7_000;
const mostLines = 8;
const longestLine = 250;

/** Whether the card itself shows every call, and all that is said about them. */
export function fitsCard(plan: Plan): boolean {
  const lists = [plan.impact, plan.warnings];
  const isShort =
    lists.every(({ length }) => length <= mostLines) &&
    lists.flat().every(({ length }) => length <= longestLine);
  return isShort && callsText(plan).length <= roomForCalls(plan);
}

/** What is left for calls beside impact and warnings as they are shown. */
function roomForCalls({ impact, warnings }: Plan): number {
  const shown = [impact, warnings].flatMap((lines) => lines.slice(0, mostLines));
  const taken = shown.reduce((sum, { length }) => sum + Math.min(length, longestLine), 0);
  return Math.min(callsBudget, cardBudget - taken);
}

/** The whole plan as text. */
export function wholeText(plan: Plan): string {
  const { title, target, impact, warnings } = plan;
  return [
    `${exact(title)}, target ${exact(target)}`,
    ...["", "What it does:", ...impact.map((line) => `- ${exact(line)}`)],
    ...(warnings.length > 0 ? ["", "Mind:", ...warnings.map((line) => `- ${exact(line)}`)] : []),
    ...["", "What runs, and nothing else:", callsText(plan)],
  ].join("\n");
}

/** Every step with its calls as text. */
export function callsText({ steps }: Pick<Plan, "steps">): string {
  return steps
    .map(({ title, calls }, at) =>
      [`${at + 1}. ${exact(title)}`, ...calls.map((call) => `   ${sayCall(call)}`)].join("\n"),
    )
    .join("\n");
}

export function factsOf(operation: Operation, approvers: readonly string[]): KnownBlock {
  const { plan, reason, expiresAt } = operation;
  const facts: readonly (readonly [string, readonly RichTextElement[]])[] = [
    ["Cluster", [words(operation.cluster)]],
    ["Target", [words(shorten(oneLine(plan.target), 200))]],
    ["Risk", [words(plan.risk === "destructive" ? "🔴 destructive: it cannot be undone" : "🟡 change")]],
    ["Approvals", approvalsNeeded(operation, approvers)],
    ["Reason", [words(shorten(oneLine(reason ?? "none given"), 500))]],
    ["Expires", [dayAndTimeOf(expiresAt)]],
  ];
  const lines = facts.flatMap(([label, value], at) => [
    bold(label),
    words("  "),
    ...value,
    ...(at < facts.length - 1 ? [words("\n")] : []),
  ]);
  return richText(...lines);
}

function approvalsNeeded(operation: Operation, approvers: readonly string[]): readonly RichTextElement[] {
  const { approvalsNeeded: needed, solo, by, startsAt } = operation;
  if (startsAt !== undefined) return [mention(by), words(" alone; it starts at "), timeOf(startsAt)];
  const votes = approvalsOf(operation);
  const from = [...(approvers.length > 0 ? [words(" from "), ...namesOf(approvers)] : [])];
  if (needed === 0) return [words("none needed: "), mention(by), words(" starts it")];
  return [
    words(`${votes.length} of ${needed}`),
    ...from,
    ...(solo ? [words(", or "), mention(by), words(" alone")] : []),
    ...votes.flatMap(({ by: voter }) => [words(" ✅ "), mention(voter)]),
  ];
}

/** People and groups as mentions; the bot only ever mentions those whom the configuration names. */
export function namesOf(ids: readonly string[]): readonly RichTextElement[] {
  return ids.slice(0, 12).flatMap((id, at) => [...(at > 0 ? [words(" ")] : []), nameOf(id)]);
}

function nameOf(id: string): RichTextElement {
  if (id === "*") return words("every member");
  return id.startsWith("S") ? { type: "usergroup", usergroup_id: id } : mention(id);
}

export function impactOf({ impact }: Plan): KnownBlock[] {
  return listOf("What it does", impact);
}

export function warningsOf({ warnings }: Plan): KnownBlock[] {
  return listOf("⚠️ Mind", warnings);
}

function listOf(title: string, lines: readonly string[]): KnownBlock[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, mostLines).map((line) => shorten(oneLine(line), longestLine) || "–");
  const left = lines.length - shown.length;
  const items = left > 0 ? [...shown, `and ${left} more, see the thread`] : shown;
  return [
    {
      type: "rich_text",
      elements: [
        { type: "rich_text_section", elements: [bold(title)] },
        {
          type: "rich_text_list",
          style: "bullet",
          elements: items.map((line) => ({ type: "rich_text_section", elements: [words(line)] })),
        },
      ],
    },
  ];
}

/** Whether the calls can all be read, or why they could not be posted. */
export type CallsContext = { readonly readable: boolean; readonly refused?: string | undefined };

/** The exact calls of each step; what does not fit is counted, and is in the thread as a whole. */
export function callsOf({ id, plan }: Operation, { readable, refused }: CallsContext): KnownBlock[] {
  const text = callsText(plan);
  const room = roomForCalls(plan);
  const shown = text.length <= room ? text : wholeLines(text, room);
  const left = text.split("\n").length - shown.split("\n").length;
  const where = readable
    ? "The whole list is in the thread."
    : refused
      ? `The whole list could not be posted into the thread (${refused}), so nobody can approve this. Once that is mended, approve ${id} posts it.`
      : "The whole list is on its way into the thread; then it can be approved.";
  return [
    richText(bold("What runs, and nothing else")),
    {
      type: "rich_text",
      elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: shown || "…" }] }],
    },
    ...(left > 0 ? [richText(words(`… and ${count(left, "more line")}. `), bold(where))] : []),
  ];
}

/** The first lines that fit, and no part of a line: half a call would be read as a whole one. */
function wholeLines(text: string, length: number): string {
  return text.slice(0, text.lastIndexOf("\n", length) + 1).trimEnd();
}

/** How a decided or ended operation stands, in words. */
export function outcomeOf(operation: Operation): KnownBlock[] {
  const said = outcomeWords(operation);
  const quoted = endingOf(operation);
  return [
    ...(said.length > 0 ? [richText(...said)] : []),
    ...(quoted === ""
      ? []
      : [
          {
            type: "rich_text" as const,
            elements: [{ type: "rich_text_quote" as const, elements: naming(operation, quoted) }],
          },
        ]),
  ];
}

/** Text in which those who had a part in it are mentions, and nobody else: a cluster's text may be in it. */
export function naming({ by, votes, stopAskedBy, ending }: Operation, text: string): RichTextElement[] {
  const known = [by, ...votes.map((vote) => vote.by), stopAskedBy, ending?.by];
  return text
    .split(new RegExp(`<@(${known.filter(Boolean).join("|")})>`))
    .flatMap((part, at) => (at % 2 === 1 ? [mention(part)] : part === "" ? [] : [words(part)]));
}

/** Why it ended so; of what succeeded its steps say enough. */
export function endingOf({ state, ending }: Operation): string {
  return state === "succeeded" ? "" : shorten(verbatim(ending?.words ?? ""), 1_500).trim();
}

function outcomeWords(operation: Operation): readonly RichTextElement[] {
  const { state, ending, stopAskedBy, replacedBy, cluster } = operation;
  const who = ending?.by ? [mention(ending.by), words(" ")] : [];
  switch (state) {
    case "running":
      return stopAskedBy
        ? [mention(stopAskedBy), words(" asked to stop; that is done as soon as the step under way allows.")]
        : [];
    case "denied":
      return [...who, words("denied it. Nothing was changed.")];
    case "cancelled":
      return [...who, words("cancelled it. Nothing was changed.")];
    case "expired":
      return [
        words(
          operation.approvalsNeeded === 0
            ? "It was not started in time. Nothing was changed."
            : `It had ${approvalsOf(operation).length} of ${count(operation.approvalsNeeded, "approval")} in time. Nothing was changed.`,
        ),
      ];
    case "stale":
      return [
        words(
          replacedBy
            ? `What it rests on has changed since it was shown, so nothing was changed. ${replacedBy} takes its place.`
            : "It cannot be done any more as it was shown, so nothing was changed.",
        ),
      ];
    case "failed":
    case "interrupted":
      return [words(`No other operation runs on ${cluster} until this one is retried or abandoned.`)];
    case "abandoned":
      return [...who, words("abandoned it. What was done so far stays as it is.")];
    default:
      return [];
  }
}
