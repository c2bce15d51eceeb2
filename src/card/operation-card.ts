// The card of an operation: proposal, progress and report.
import { exact, oneLine, shorten } from "#src/base/text.ts";
import { approvalsOf, type Operation, type Queued } from "#src/operation/operation.ts";
import type { Card, Detail, Piece, Place, Sentence } from "./card.ts";
import { callsText, wholeText } from "./exact.ts";
import { buttonsOf } from "./operation-buttons.ts";
import { progressOf } from "./operation-progress.ts";
import { toneOf } from "./operation-rows.ts";
import { trailOf } from "./operation-trail.ts";
import {
  endingOf,
  headlineOf,
  markOf,
  namesOf,
  naming,
  outcomeOf,
  titleOf,
  whatOf,
} from "./operation-words.ts";

/** What the card needs to know besides the record. */
export type CardContext = {
  /** User ids, user-group ids or "*": who holds the role that approves. */
  readonly approvers: readonly string[];
  /** Where a cluster's cards go; where it was asked when undefined. */
  readonly approvalsChannel: (cluster: string) => string | undefined;
};

/** What waits longer says on which day it expires. */
const dayFromMs = 12 * 3_600_000;

export function operationCard(operation: Operation, context: CardContext): Card {
  const { id, state, plan } = operation;
  const isWaiting = state === "proposed";
  const mark = markOf(operation);
  const ending = endingOf(operation);
  return {
    ref: { kind: "operation", id },
    ...placesOf(operation, context),
    tone: isWaiting ? (plan.risk === "destructive" ? "bad" : "warning") : toneOf(operation),
    ...(mark ? { mark } : {}),
    headline: headlineOf(operation),
    notification: `${titleOf(operation)} (${id})`,
    lead: isWaiting
      ? [...waitingFor(operation, context), asked(operation)]
      : [asked(operation), ...stands(operation)],
    ...(ending === "" ? {} : { quote: naming(operation, ending) }),
    warnings: isWaiting ? warningsOf(operation) : [],
    facts: isWaiting ? plan.impact : [],
    progress: isWaiting ? [] : progressOf(operation),
    ...detailOf(operation),
    buttons: buttonsOf(operation),
    footer: footerOf(operation),
    trail: trailOf(operation, context.approvers),
    isOver: operation.endedAt !== undefined,
  };
}

function placesOf(
  operation: Operation,
  { approvalsChannel }: CardContext,
): Pick<Card, "place" | "elsewhere"> {
  const { where, by, cluster, id, approvalsNeeded, campaign } = operation;
  const asked: Place = { channel: where.channel, ...(where.thread ? { thread: where.thread } : {}) };
  const channel = approvalsChannel(cluster) ?? where.channel;
  if (campaign !== undefined) return { place: { channel, under: { kind: "campaign", id: campaign } } };
  if (channel === where.channel) return { place: asked };
  const waits = approvalsNeeded === 0 ? "waits to be started" : "waits for approval";
  const pointer: Sentence = [`${whatOf(operation)} (${id}) ${waits} in `, { channel }, "."];
  return { place: { channel }, elsewhere: { place: asked, asker: by, pointer } };
}

/** Who is to do what, and until when. */
function waitingFor(operation: Operation, { approvers }: CardContext): readonly Sentence[] {
  const { approvalsNeeded: needed, solo, by, startsAt, queued, proposedAt, expiresAt } = operation;
  if (startsAt !== undefined)
    return [[{ who: by }, " approved it alone; it starts at ", { at: startsAt }, "."]];
  if (queued) return inLine(operation, queued);
  const isSoon = expiresAt - proposedAt < dayFromMs;
  const until: Sentence = [" until ", { at: expiresAt, ...(isSoon ? {} : { day: true }) }];
  if (needed === 0) return [[{ bold: "Ready to start" }, " by ", { who: by }, ...until, "."]];
  const votes = approvalsOf(operation);
  const from = approvers.length > 0 ? [" from ", ...namesOf(approvers)] : [];
  const amount = needed > 1 ? `, ${votes.length} of ${needed}` : "";
  return [
    [
      { bold: `Approval needed${amount}` },
      ...from,
      ...(solo ? [", or ", { who: by }, " alone,"] : []),
      ...until,
      ".",
      ...votes.flatMap(({ by: who }): Piece[] => [" ✅ ", { who }]),
    ],
  ];
}

/** Nothing starts out of the blue: what it waits for, that it is planned afresh, and when it is void. */
function inLine(operation: Operation, { behind }: Queued): readonly Sentence[] {
  const voters = approvalsOf(operation).flatMap(({ by: who }): Piece[] => [" ✅ ", { who }]);
  return [
    [{ bold: "Approved" }, `; it starts by itself once ${behind} is over.`, ...voters],
    [
      "It is planned afresh at that moment: if anything it rests on has changed, it asks again. Void at ",
      { at: operation.expiresAt },
      ".",
    ],
  ];
}

function asked({ by, reason, campaign, votes, startedAt }: Operation): Sentence {
  const isUnder = campaign !== undefined && votes.length === 0 && startedAt !== undefined;
  if (isUnder) return [`A stage of ${campaign}, started under its approval.`];
  return reason
    ? ["Asked by ", { who: by }, `: ${shorten(oneLine(reason), 500)}`]
    : ["Asked by ", { who: by }, "."];
}

function stands(operation: Operation): readonly Sentence[] {
  const outcome = outcomeOf(operation);
  return outcome.length > 0 ? [outcome] : [];
}

function warningsOf({ plan }: Operation): readonly string[] {
  return plan.risk === "destructive"
    ? [plan.hurts ?? "Destructive: what is lost stays lost.", ...plan.warnings]
    : plan.warnings;
}

/** What runs, for as long as somebody may have to decide about it. */
function detailOf({ id, state, plan }: Operation): { readonly detail?: Detail } {
  if (state !== "proposed" && state !== "failed" && state !== "interrupted") return {};
  return {
    detail: {
      title: "What runs, and nothing else",
      text: callsText(plan),
      ...(state === "proposed" ? {} : { folded: true }),
      gist: plan.steps.map(({ title }) => exact(title)),
      whole: wholeText(plan),
      label: "Exact calls",
      line: `operation calls ${id}`,
    },
  };
}

function footerOf(operation: Operation): readonly Sentence[] {
  const { id, line, cluster, startedAt, endedAt, state } = operation;
  const typed = shorten(oneLine(line.replace(` --cluster=${cluster}`, "")), 300);
  const approvers = state === "proposed" ? [] : approvalsOf(operation).map(({ by }) => by);
  return [
    [`${id}  ${typed}`],
    ...(approvers.length > 0 ? [["approved by ", ...namesOf(approvers)]] : []),
    ...(startedAt === undefined ? [] : [["started ", { at: startedAt }]]),
    ...(endedAt === undefined ? [] : [["ended ", { at: endedAt }]]),
  ];
}
