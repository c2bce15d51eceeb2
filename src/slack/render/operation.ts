// Draws an operation as proposal, progress and report: one message that is edited in place. Pure; nothing untrusted is parsed.
import type { KnownBlock, RichTextElement } from "@slack/types";
import { oneLine, shorten } from "#src/base/text.ts";
import { approvalsOf, type Operation, type State } from "#src/operation/operation.ts";
import { escapeMrkdwn, localTime, mention, mono, richText, type SlackMessage, words } from "./message.ts";
import { operationButtons } from "./operation-buttons.ts";
import { type CallsContext, callsOf, factsOf, impactOf, outcomeOf, warningsOf } from "./operation-parts.ts";
import { checklistOf } from "./operation-steps.ts";

/** What the card needs to know besides the record. */
export type CardContext = CallsContext & {
  /** User ids, user-group ids or "*": who holds the role that approves. */
  readonly approvers: readonly string[];
};

export function renderOperation(operation: Operation, context: CardContext): SlackMessage {
  const title = titleOf(operation);
  return {
    text: escapeMrkdwn(shorten(`${title} (${operation.id})`, 600)),
    blocks: [
      { type: "header", text: { type: "plain_text", text: shorten(title, 150), emoji: false } },
      richText(mention(operation.by), words(" asked for "), mono(lineOf(operation)), ...whyOf(operation)),
      ...bodyOf(operation, context),
      ...operationButtons(operation, context),
      footer(operation),
    ],
  };
}

/** `Approval needed: Drain w3 on home (1 of 2)`. */
export function titleOf(operation: Operation): string {
  const what = `${oneLine(operation.plan.title)} on ${operation.cluster}`;
  if (operation.state === "stale" && operation.replacedBy === undefined) return `⚠️ ${what} is out of date`;
  if (operation.state !== "proposed")
    return `${says[operation.state].mark} ${what}${says[operation.state].words}`;
  if (operation.approvalsNeeded === 0) return `Ready to start: ${what}`;
  const given = approvalsOf(operation).length;
  return `Approval needed: ${what}${given > 0 ? ` (${given} of ${operation.approvalsNeeded})` : ""}`;
}

/** What a state is called, after the name of what was done. */
const says: Readonly<Record<Exclude<State, "proposed">, { readonly mark: string; readonly words: string }>> =
  {
    running: { mark: "🔄", words: " is running" },
    succeeded: { mark: "✅", words: " is done" },
    failed: { mark: "❌", words: " failed" },
    interrupted: { mark: "⚠️", words: " was interrupted" },
    denied: { mark: "⛔", words: " was denied" },
    cancelled: { mark: "⚪", words: " was cancelled" },
    expired: { mark: "⌛", words: " expired" },
    stale: { mark: "⚠️", words: " must be approved anew" },
    abandoned: { mark: "⚪", words: " was abandoned" },
  };

function bodyOf(operation: Operation, context: CardContext): KnownBlock[] {
  if (operation.state === "proposed") {
    return [
      factsOf(operation, context.approvers),
      ...impactOf(operation.plan),
      ...warningsOf(operation.plan),
      ...callsOf(operation, context),
    ];
  }
  return [...outcomeOf(operation), ...checklistOf(operation)];
}

/** The line that anybody may type for it, the cluster named. */
function lineOf({ line }: Operation): string {
  return shorten(oneLine(`/k8s ${line}`), 300);
}

/** A proposal says it among its facts. */
function whyOf({ state, reason }: Operation): readonly RichTextElement[] {
  return state === "proposed" || !reason ? [] : [words(`: ${shorten(oneLine(reason), 500)}`)];
}

function footer(operation: Operation): KnownBlock {
  const { id, startedAt, endedAt, state } = operation;
  const approvers = approvalsOf(operation).map(({ by }) => `<@${by}>`);
  const said = [
    id,
    ...(state === "proposed" ? ["an approval is for exactly this and nothing else"] : []),
    ...(state !== "proposed" && approvers.length > 0 ? [`approved by ${approvers.join(", ")}`] : []),
    ...(startedAt === undefined ? [] : [`started ${localTime(startedAt)}`]),
    ...(endedAt === undefined ? [] : [`ended ${localTime(endedAt)}`]),
  ];
  // Ids and times only: ours, or Slack's own.
  return { type: "context", elements: [{ type: "mrkdwn", text: said.join(" · "), verbatim: true }] };
}
