// Plans a stage of a campaign afresh, with the rights that whoever asked for the campaign and approved it have now.
import { DeniedError, RefusedError } from "#src/base/errors.ts";
import type { Campaign, Stage } from "#src/campaign/campaign.ts";
import type { PlannedStage } from "#src/campaign/start-stage.ts";
import { canonicalLine } from "#src/command/line.ts";
import { parseLine } from "#src/command/parse.ts";
import type { BotParts } from "./parts.ts";
import { mustStillCount, planAgain } from "./propose.ts";

/**
 * @throws DeniedError when whoever asked may not any more, RefusedError when it is not possible, UnreachableError when that cannot be told
 */
export async function planStage(parts: BotParts, campaign: Campaign, stage: Stage): Promise<PlannedStage> {
  const { cluster, by, where, approvals } = campaign;
  const parsed = parseLine(parts.commands, stage.line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "operation")
    throw new RefusedError(`Wheelhouse does not know how to plan “${stage.line}” any more.`);
  for (const place of new Set([where.channel, parts.approvalsChannel(cluster) ?? where.channel]))
    if ((await parts.chat.audience(place, { fresh: true })) === "shared")
      throw new RefusedError(`<#${place}> is shared with people outside the workspace, so nothing runs.`);
  const line = canonicalLine(parsed.command, parsed.given, cluster);
  const plan = await planAgain(parts, { line, by, cluster, votes: [] });
  try {
    for (const vote of approvals) await mustStillCount(parts, vote);
    return { line, plan };
  } catch (error) {
    if (!(error instanceof DeniedError)) throw error;
    return { line, plan, unbacked: error.message };
  }
}
