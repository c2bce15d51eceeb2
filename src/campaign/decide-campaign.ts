// What a decision of somebody makes of a campaign that has begun: pure, asked before and again inside the transaction.
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import { authorize } from "#src/command/authorize.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign, Decision } from "./campaign.ts";
import { firstOpen } from "./group.ts";
import {
  type Circumstances,
  called,
  mustBeFree,
  mustBePerson,
  mustHaveBegun,
  mustHoldOne,
  mustNotBeOwn,
} from "./may-decide.ts";
import { isOver } from "./transitions.ts";
import { abandoned, askedNext, askedOnceShown, moved, noted, type Turn, withRecord } from "./turns.ts";

export type Asked = {
  readonly decision: Decision;
  readonly person: Decider;
  readonly reason?: string | undefined;
  /** Of `continue`: whatever the gates say. */
  readonly anyway?: boolean | undefined;
};

/**
 * What the decision makes of the campaign.
 * @throws DeniedError when somebody else must decide, RefusedError when it is too late or something else comes first, UsageError without a reason
 */
export function decideCampaign(campaign: Campaign, asked: Asked, circumstances: Circumstances): Turn {
  const { person, decision } = asked;
  if (person.standing === "outsider")
    throw new DeniedError("Campaigns are decided by full members of this workspace.");
  if (isOver(campaign.state))
    throw new RefusedError(`${called(campaign)} is ${campaign.state}.`, { hint: "`campaign list --all`" });
  if (decision !== "pause") mustHaveBegun(campaign, circumstances);
  const turn = verdicts[decision](campaign, asked, circumstances);
  if (turn) return turn;
  throw new RefusedError(`${called(campaign)} is ${campaign.state}, so there is nothing to ${decision}.`);
}

type Verdict = (campaign: Campaign, asked: Asked, circumstances: Circumstances) => Turn | undefined;

const verdicts: Readonly<Record<Decision, Verdict>> = { pause, continue: goOn, skip, abandon };

/** Anybody who could stop an operation; what runs goes on to its end. */
function pause(campaign: Campaign, { person, reason }: Asked, { now }: Circumstances): Turn | undefined {
  if (person.id !== campaign.by) mustHoldOne(["operator", "approver"], person, `Pausing ${called(campaign)}`);
  const next = moved(campaign, "pauses");
  return next && noted(next, now, { what: "paused", by: person.id, words: reason });
}

/** Runs no more than approvers saw, so an operator may; to overrule a gate takes an approver. */
function goOn(
  campaign: Campaign,
  { person, reason, anyway }: Asked,
  { operation, now }: Circumstances,
): Turn | undefined {
  mustBePerson(campaign, person, "continue");
  authorize(anyway ? "approver" : "operator", person.roles, `Continuing ${called(campaign)}`);
  if (anyway) mustNotBeOwn(campaign, person);
  const { state, waiting, at } = campaign;
  if (state === "paused" && operation && isUnderWay(operation)) return again(campaign);
  mustBeFree(campaign, operation);
  const isRest = waiting?.for === "rest";
  const isAsked = state === "paused" || waiting?.for === "people" || isRest || anyway === true;
  if (!isAsked)
    throw new RefusedError(`${called(campaign)} goes on by itself${waiting ? `: ${waiting.words}` : "."}`, {
      hint: `An approver may \`campaign continue ${campaign.id} --anyway\`.`,
    });
  return again({
    ...given(campaign),
    ...(anyway ? { anyway: at } : {}),
    ...(isRest ? { rested: at } : {}),
  });

  function again(to: Campaign): Turn | undefined {
    const next = to.state === "running" ? to : moved(to, "continues");
    const words = [anyway ? "whatever the gates say" : "", reason ?? ""].filter(Boolean).join(": ");
    return (
      next &&
      noted(withGate(next, now), now, {
        what: "continued",
        by: person.id,
        words: words || undefined,
        stage: at,
      })
    );
  }
}

/** A node that is off, for one. It is left as it is, and what rests on it is known from then on. */
function skip(
  campaign: Campaign,
  { person, reason }: Asked,
  { operation, now }: Circumstances,
): Turn | undefined {
  mustBePerson(campaign, person, "skip");
  authorize("operator", person.roles, `Skipping a stage of ${called(campaign)}`);
  const { at, course, off } = campaign;
  const stage = course.stages[at];
  if (!stage) return undefined;
  if (stage.needed)
    throw new RefusedError(`“${stage.title}” cannot be skipped: what comes after rests on it.`, {
      hint: `\`campaign abandon ${campaign.id}\` ends it all.`,
    });
  mustBeFree(campaign, operation);
  const words = reason?.trim();
  if (!words) throw new UsageError("Why? Whoever reads this later needs a reason.");
  const skipped = withRecord(given(campaign), { state: "skipped", endedAt: now, words });
  const left = {
    ...skipped,
    at: firstOpen(skipped.records, at),
    off: stage.node === undefined ? off : [...off, stage.node],
  };
  const next = askedOnceShown(operation?.startedAt === undefined ? askedNext(left, at) : left);
  return noted(withGate(next, now), now, { what: "skipped", stage: at, by: person.id, words });
}

/** What is half done stays so, and is said. */
function abandon(
  campaign: Campaign,
  { person, reason }: Asked,
  { operation, beside = [], left, now }: Circumstances,
): Turn | undefined {
  mustHoldOne(["operator", "approver"], person, `Abandoning ${called(campaign)}`);
  for (const each of [operation, ...beside]) mustBeFree(campaign, each);
  const words = [reason?.trim(), left].filter(Boolean).join("\n");
  return abandoned(campaign, now, person.id, words || "Given up.");
}

/** The operation that came to nothing makes way for another one. */
function given(campaign: Campaign): Campaign {
  const { operation, before = [] } = campaign.records[campaign.at] ?? { state: "waiting" as const };
  if (!operation) return campaign;
  return withRecord(campaign, { state: "waiting", operation: undefined, before: [...before, operation] });
}

/** It is looked at again, with the whole patience. */
function withGate(campaign: Campaign, now: number): Campaign {
  if (campaign.state !== "waiting") return campaign;
  return { ...campaign, waiting: { for: "gate", words: "It is looked at again.", since: now } };
}

function isUnderWay({ state }: Operation): boolean {
  return state === "running" || state === "proposed";
}
