// /k8s cluster reboot [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { boundsOf } from "#src/campaign/bounds.ts";
import { oneByOne } from "#src/campaign/one-by-one.ts";
import { campaignPlan } from "#src/campaign/plan-campaign.ts";
import { settle } from "#src/card/freshness.ts";
import { drainFlags } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import type { Plan } from "#src/operation/plan.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";
import reboot from "../node/reboot.ts";

export default defineOperation({
  summary: "Reboot every node, one after another, and ask after the first",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 120_000,
  args: z.object({
    ...drainFlags,
  }),
  positional: [],
  aliases: ["reboot all", "reboot the cluster", "rolling reboot"],
  async plan(flags, context) {
    const { cluster, signal } = context;
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
      line: `node reboot ${name}${given}`,
      title: `Reboot ${name}`,
    }));
    const plans = await plansOf(
      stages.map(({ node = "" }) => node),
      flags,
      context,
    );
    const warned = plans.filter(({ warnings }) => warnings.length > 0).map(({ target }) => target);
    return campaignPlan({
      begin: beginCampaign.with,
      title: `Reboot ${cluster.name} node by node`,
      target: cluster.name,
      stages,
      bounds: boundsOf(plans),
      impact: plans.map(({ target, impact: [first = ""] }) => `${target}: ${first}`),
      warnings:
        warned.length > 0
          ? [`\`node reboot <node> --dry-run\` says what stands against ${few(warned, 8)}.`]
          : [],
      basis: { nodes: nodes.map(({ name, uid }) => `${name} ${uid}`).toSorted() },
      snapshot: cluster.snapshot(),
    });
  },
});

/** Each as it would be now: what another one moves meanwhile is seen when its turn comes. */
async function plansOf(
  nodes: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  context: PlanContext,
): Promise<readonly Plan[]> {
  if (reboot.kind !== "operation") throw new Error("node reboot is no operation");
  const { plan } = reboot;
  return Promise.all(nodes.map((node) => plan({ node, ...flags }, context)));
}
