// Puts campaigns together: what the gates read, how a cluster is left, and the card.
import { randomUUID } from "node:crypto";
import { operationsOf } from "#src/campaign/campaign.ts";
import { type Campaigns, createCampaigns } from "#src/campaign/campaigns.ts";
import type { Seen } from "#src/campaign/gates.ts";
import { leftBy } from "#src/campaign/left.ts";
import { campaignCard } from "#src/card/campaign-card.ts";
import type { Card } from "#src/card/card.ts";
import { look } from "#src/card/look.ts";
import { approvalsChannel, type Settings } from "#src/config/settings.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Operations } from "#src/operation/operations.ts";
import type { BotParts } from "#src/request/parts.ts";
import { planStage } from "#src/request/plan-stage.ts";
import type { Slack } from "#src/slack/slack.ts";
import { cordonOf } from "#src/steps/cordon-node.ts";
import type { Store } from "#src/store/store.ts";
import type { Ground } from "./ground.ts";

type Parts = Pick<Ground, "store" | "clusters" | "redact" | "clock" | "log"> & {
  readonly chat: Pick<Slack, "show">;
  readonly operations: Operations;
  readonly bot: () => BotParts;
};

export function startCampaigns({
  store,
  clusters,
  operations,
  bot,
  redact,
  clock,
  log,
  chat,
}: Parts): Campaigns {
  const clusterOf = (name: string) => clusters.find((each) => each.name === name);
  return createCampaigns({
    stages: operations.stages,
    see: (name, signal) => see(store, clusterOf(name), { now: clock.now(), signal }),
    plan: (campaign, stage) => planStage(bot(), campaign, stage),
    left: async (campaign) => {
      const cluster = clusterOf(campaign.cluster);
      if (!cluster) return "";
      const seen = await see(store, cluster, { now: clock.now(), signal: AbortSignal.timeout(10_000) }).catch(
        () => undefined,
      );
      return seen ? leftBy(campaign, seen) : "";
    },
    tell: ({ id }) => chat.show({ kind: "campaign", id }),
    me: randomUUID(),
    ...{ store, redact, clock, log },
  });
}

type Looking = { readonly now: number; readonly signal: AbortSignal };

/** @throws UnreachableError */
export async function see(
  { incidents }: { readonly incidents: Pick<Store["incidents"], "list"> },
  cluster: ClusterView | undefined,
  { now, signal }: Looking,
): Promise<Seen> {
  if (!cluster) throw new Error("a campaign's cluster is not configured");
  const sight = await look(cluster, { now, signal });
  const firing = await incidents.list({
    cluster: cluster.name,
    states: ["firing", "acknowledged"],
    limit: 10_000,
  });
  // Of what does not answer nothing more is asked.
  if (sight.snapshot.reach.state !== "live") return { sight, incidents: firing, budgets: [], cordons: [] };
  const cordoned = sight.snapshot.nodes.filter(({ unschedulable }) => unschedulable);
  const [budgets, ...nodes] = await Promise.all([
    cluster.disruptionBudgets(undefined, signal),
    ...cordoned.map(({ name }) => cluster.node(name, signal)),
  ]);
  const cordons = cordoned.map(({ name }, at) => ({ node: name, by: cordonOf(nodes[at]) }));
  return { sight, incidents: firing, budgets, cordons };
}

/** Makes the card of a campaign. */
export function campaignCards(
  settings: Settings,
  store: Pick<Store, "campaigns" | "incidents">,
): (id: string) => Promise<Card | undefined> {
  return async (id) => {
    const campaign = await store.campaigns.find(id);
    if (!campaign) return undefined;
    const { cluster } = campaign;
    const silenced = await store.incidents.list({ cluster, states: ["silenced"], limit: 1_000 });
    const own = operationsOf(campaign);
    return campaignCard(campaign, {
      approvalsChannel: (name) => approvalsChannel(settings, name),
      silenced: silenced.filter((each) => each.silenced?.of !== undefined && own.includes(each.silenced.of)),
    });
  };
}
