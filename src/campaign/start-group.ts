// Begins the stages of a group beside one another: all of them planned afresh before the first begins, and only if each stays within the bounds.
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign } from "./campaign.ts";
import { isStartable } from "./group.ts";
import { beginStage, type Planned, planOf, reasonsToAsk, type StartParts } from "./start-stage.ts";

/** A stage of the group by its place, with what was kept for it by a process that got no further. */
export type Member = { readonly place: number; readonly operation: Operation | undefined };

/** False where it is not for this campaign to begin them so: then the first is begun as any stage is, and says why. */
export async function startGroup(
  parts: StartParts,
  campaign: Campaign,
  members: readonly Member[],
): Promise<boolean> {
  const startable = members.filter(({ operation }) => isStartable(operation));
  if (startable.length < 2) return false;
  const planned = await Promise.all(startable.map((member) => freely(parts, campaign, member)));
  if (planned.some((each) => each === undefined)) return false;
  for (const each of planned) if (each) await beginStage(parts, { ...each, campaign, beside: true });
  return true;
}

/** Undefined where somebody would have to be asked, or waited for. */
async function freely(
  parts: StartParts,
  campaign: Campaign,
  member: Member,
): Promise<(Member & { readonly planned: Planned }) | undefined> {
  const stage = campaign.course.stages[member.place];
  if (!stage) return undefined;
  const planned = await planOf(parts, campaign, stage);
  if ("words" in planned) return undefined;
  return reasonsToAsk(campaign, stage, planned) === undefined ? { ...member, planned } : undefined;
}
