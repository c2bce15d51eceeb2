// Plans a stage of a campaign afresh, with the rights that whoever asked for the campaign and approved it have now.
import { DeniedError, RefusedError } from "#src/base/errors.ts";
import { count } from "#src/base/text.ts";
import type { Campaign, Stage } from "#src/campaign/campaign.ts";
import type { PlannedStage } from "#src/campaign/start-stage.ts";
import { canonicalLine } from "#src/command/line.ts";
import { parseLine } from "#src/command/parse.ts";
import type { Policy } from "#src/operation/judge.ts";
import type { BotParts } from "./parts.ts";
import { mustStillCount, planAgain } from "./propose.ts";

/**
 * @throws DeniedError when whoever asked may not any more, RefusedError when it is not possible, UnreachableError when that cannot be told
 */
export async function planStage(parts: BotParts, campaign: Campaign, stage: Stage): Promise<PlannedStage> {
  const { cluster, by, where } = campaign;
  const parsed = parseLine(parts.commands, stage.line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "operation")
    throw new RefusedError(`Wheelhouse does not know how to plan “${stage.line}” any more.`);
  for (const place of new Set([where.channel, parts.approvalsChannel(cluster) ?? where.channel]))
    if ((await parts.chat.audience(place, { fresh: true })) === "shared")
      throw new RefusedError(`<#${place}> is shared with people outside the workspace, so nothing runs.`);
  const line = canonicalLine(parsed.command, parsed.given, cluster);
  const plan = await planAgain(parts, { line, by, cluster, votes: [] });
  return { line, plan, unbacked: await whyUnbacked(parts, campaign) };
}

/** Why its approvals count for no further stage; undefined where they do. */
async function whyUnbacked(parts: BotParts, campaign: Campaign): Promise<string | undefined> {
  try {
    for (const vote of campaign.approvals) await mustStillCount(parts, vote);
    return tooFew(campaign, parts.policyOf(campaign.cluster));
  } catch (error) {
    if (!(error instanceof DeniedError)) throw error;
    return error.message;
  }
}

/** By the number that is configured now. Whoever asked counts alone, where that is allowed. */
function tooFew({ by, approvals, course }: Campaign, policy: Policy): string | undefined {
  const needed = policy[course.bounds.risk];
  const others = approvals.filter((vote) => vote.by !== by).length;
  if (others >= needed || (policy.solo && others < approvals.length)) return undefined;
  return `The campaign takes ${count(needed, "approval")} by now, and has ${others === 0 ? "none" : others}.`;
}
