// Begins a stage: planned afresh, compared with the bounds, and started under the campaign's approval or shown for one of its own.
import type { Clock } from "#src/base/clock.ts";
import { AlreadySoError, BotError, mayPass } from "#src/base/errors.ts";
import { newId } from "#src/operation/id.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import type { StageProposal } from "#src/operation/proposal.ts";
import type { Stages } from "#src/operation/stage.ts";
import { outside } from "./bounds.ts";
import type { Campaign, Stage } from "./campaign.ts";
import { type Ledger, turnAfter } from "./ledger.ts";
import { isOver } from "./transitions.ts";
import { foundDone, moved, replaced, withName, withRecord } from "./turns.ts";

export type PlannedStage = {
  /** As it is kept: with its cluster. */
  readonly line: string;
  readonly plan: Plan;
  /** Why those who approved the campaign do not count for it any more. */
  readonly unbacked?: string | undefined;
};

export type StartParts = Ledger & {
  readonly stages: Stages;
  readonly plan: (campaign: Campaign, stage: Stage) => Promise<PlannedStage>;
  readonly clock: Clock;
  /** Waits by itself for a while, then asks people. */
  readonly waitAt: (campaign: Campaign, words: string) => Promise<void>;
};

type About = {
  readonly campaign: Campaign;
  readonly stage: Stage;
  /** Kept by a process that got no further, or not let in by another change. */
  readonly operation: Operation | undefined;
};

export type Planned = PlannedStage;

export async function startStage(parts: StartParts, { campaign, stage, operation }: About): Promise<void> {
  const planned = await planOf(parts, campaign, stage);
  if ("words" in planned) return insteadOf(parts, campaign, planned);
  const why = reasonsToAsk(campaign, stage, planned);
  await beginStage(parts, { campaign, place: campaign.at, operation, planned, why });
}

/** What comes of a stage that cannot be planned. */
async function insteadOf(
  { change, waitAt, waitFor, clock }: StartParts,
  campaign: Campaign,
  { for: what, words }: Unplanned,
): Promise<void> {
  if (what === "gate") return waitAt(campaign, words);
  if (what === "people") return waitFor(campaign, { for: what, words });
  const { id, at } = campaign;
  await change(id, (current) => (isBefore(current, at) ? foundDone(current, clock.now(), words) : undefined));
}

/** Planning takes a while: somebody may have paused, skipped or abandoned meanwhile. */
function isBefore({ at, state }: Campaign, stage: number): boolean {
  return at === stage && state !== "paused" && !isOver(state);
}

type Begun = Pick<About, "campaign" | "operation"> & {
  readonly place: number;
  readonly planned: PlannedStage;
  /** Why somebody has to be asked; undefined where it starts by itself. */
  readonly why?: readonly string[] | undefined;
  /** The campaign keeps everybody else off the cluster. */
  readonly beside?: true;
};

export async function beginStage(parts: StartParts, begun: Begun): Promise<void> {
  const { stages, change, waitFor, clock } = parts;
  const { campaign, place, planned, operation, why, beside } = begun;
  const { id, at } = campaign;
  const isFree = why === undefined;
  // Its name is written down before it is there, so that whoever comes after a crash finds it or makes the same.
  const its = campaign.records[place]?.operation ?? newId();
  const moving = await change(id, (current) => {
    const named = current.records[place]?.operation;
    if (!isBefore(current, at) || (named && named !== its)) return undefined;
    const next = isFree ? movedTo(current, place, beside) : current;
    return next && (named ? { next, entries: [] } : withName(next, clock.now(), its, place));
  });
  if (!moving) return;
  const kept = operation ?? (await stages.keep(its, { ...proposalOf(campaign, planned, why), beside }));
  if (!isFree) {
    await stages.ask(kept);
    const words = `${kept.id} waits for a decision.`;
    return waitFor(campaign, { for: "people", words, operation: kept.id });
  }
  const by = campaign.approvals.map((vote) => vote.by);
  const started = await stages.start(kept.id, { plan: planned.plan, by });
  // Of those beside it the first alone says what it waits for.
  if (started.outcome === "held" && place === at) await waitFor(campaign, turnAfter(started.holder));
  if (started.outcome === "stale")
    await change(id, (current) => (current.at === at ? replaced(current, undefined, place) : undefined));
}

/** From its first moment on one of a group keeps everybody else off the cluster, whatever becomes of those beside it. */
function movedTo(campaign: Campaign, place: number, beside: true | undefined): Campaign | undefined {
  const next = moved(campaign, "moves");
  return next && beside ? withRecord(next, { state: "running" }, place) : next;
}

/** `done`: somebody else has done it meanwhile. */
type Unplanned = { readonly for: "gate" | "people" | "done"; readonly words: string };

export async function planOf(
  { plan }: Pick<StartParts, "plan">,
  campaign: Campaign,
  stage: Stage,
): Promise<PlannedStage | Unplanned> {
  try {
    return await plan(campaign, stage);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    if (error instanceof AlreadySoError) return { for: "done", words: error.message };
    if (mayPass(error)) return { for: "gate", words: error.message };
    const words = [error.message, error.hint].filter(Boolean).join(" ");
    return { for: "people", words: `“${stage.title}” cannot be done now: ${words}` };
  }
}

/** Undefined when it may start by itself. */
export function reasonsToAsk(
  { course }: Campaign,
  { gate }: Stage,
  { plan, unbacked }: PlannedStage,
): readonly string[] | undefined {
  if (gate === "ask") return [];
  const found = [...(unbacked ? [unbacked] : []), ...outside(plan, course.bounds)];
  return found.length === 0 ? undefined : found;
}

function proposalOf(
  { id, cluster, by, where, course }: Campaign,
  { line, plan }: PlannedStage,
  why: readonly string[] = [],
): StageProposal {
  const said = why.map((reason) => `Not within what was approved for “${course.title}”: ${reason}`);
  return {
    ...{ cluster, by, where, line, campaign: id },
    reason: course.title,
    plan: { ...plan, warnings: [...said, ...plan.warnings] },
  };
}
