// The plan of a campaign that does to every node in turn what a command does to one.
import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { boundsOf } from "#src/campaign/bounds.ts";
import { oneByOne } from "#src/campaign/one-by-one.ts";
import { campaignPlan } from "#src/campaign/plan-campaign.ts";
import { settle } from "#src/card/freshness.ts";
import type { AnyDefinition, PlanContext } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import type { Plan } from "#src/operation/plan.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";

type Wanted = {
  /** `node reboot`: typed before each name. */
  readonly command: string;
  /** `Reboot`: of each stage. */
  readonly verb: string;
  readonly flags: { readonly "delete-emptydir-data": boolean; readonly force: boolean };
  /** That command. */
  readonly one: AnyDefinition;
};

/** @throws RefusedError where nothing could move away */
export async function planEachNode(
  { command, verb, flags, one }: Wanted,
  context: PlanContext,
): Promise<Plan> {
  const { cluster, signal } = context;
  if (one.kind !== "operation") throw new Error(`${command} is no operation`);
  await settle(cluster, signal);
  const nodes = cluster.snapshot().nodes.filter(isReady);
  if (nodes.length < 2)
    throw new RefusedError(`${cluster.name} has no two nodes that are ready, so nothing could move away.`, {
      hint: "node list",
    });
  const given = [
    ...(flags["delete-emptydir-data"] ? [" --delete-emptydir-data"] : []),
    ...(flags.force ? [" --force"] : []),
  ].join("");
  const stages = oneByOne(nodes, ({ name }) => ({
    line: `${command} ${name}${given}`,
    title: `${verb} ${name}`,
  }));
  // Each as it would be now: what another one moves meanwhile is seen when its turn comes.
  const plans = await Promise.all(stages.map(({ node = "" }) => one.plan({ node, ...flags }, context)));
  const warned = plans.filter(({ warnings }) => warnings.length > 0).map(({ target }) => target);
  return campaignPlan({
    begin: beginCampaign.with,
    title: `${verb} every node`,
    target: cluster.name,
    stages,
    bounds: boundsOf(plans),
    impact: plans.map(({ target, impact: [first = ""] }) => `${target}: ${first}`),
    warnings:
      warned.length > 0
        ? [`\`${command} <node> --dry-run\` says what stands against ${few(warned, 8)}.`]
        : [],
    basis: { nodes: nodes.map(({ name, uid }) => `${name} ${uid}`).toSorted() },
    snapshot: cluster.snapshot(),
  });
}
