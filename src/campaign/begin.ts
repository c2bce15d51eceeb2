// How a running step begins a campaign: behind the fence of what was approved, once, and never beside another one.
import type { Fence } from "#src/base/call.ts";
import type { Clock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Store } from "#src/store/store.ts";
import { entryOf } from "./audit-campaign.ts";
import { type Campaign, type Course, campaignIdOf } from "./campaign.ts";
import { campaignCalls } from "./campaign-calls.ts";
import { openStates } from "./transitions.ts";

/** What a step may do with campaigns. */
export type CampaignsOfStep = {
  /** The one that the operation of this id began. */
  readonly begunBy: (operation: string) => Promise<Campaign | undefined>;
  /** Of the operation that runs, which the step has no say in. @throws RefusedError when the cluster has another one */
  readonly begin: (course: Course) => Promise<void>;
};

export type FencedCampaigns = { readonly fenced: (fence: Fence, operation: string) => CampaignsOfStep };

type Parts = {
  readonly store: Pick<Store, "campaigns" | "operations">;
  readonly tell: (campaign: Campaign) => Promise<void>;
  readonly clock: Pick<Clock, "now">;
};

export function fencedCampaigns({ store, tell, clock }: Parts): FencedCampaigns {
  const begunBy = (operation: string) => store.campaigns.find(campaignIdOf(operation));
  return { fenced: (fence, operation) => ({ begunBy, begin: (course) => begin(fence, operation, course) }) };

  async function begin(fence: Fence, id: string, asked: Course): Promise<void> {
    // Whoever asked may change it while we wait.
    const course = structuredClone(asked);
    const check = () => campaignCalls(course).forEach((call) => void fence(call));
    check();
    const operation = await store.operations.find(id);
    if (!operation) throw new Error(`there is no operation ${id}`);
    const campaign = begun(operation, course, clock.now());
    const entries = [entryOf(campaign, "campaign-began", { at: campaign.beganAt, by: operation.by })];
    check();
    if (await store.campaigns.add({ next: campaign, entries })) return tell(campaign);
    if (await begunBy(id)) return;
    const [other] = await store.campaigns.list({ cluster: operation.cluster, states: openStates, limit: 1 });
    throw anotherCampaign(operation.cluster, other);
  }
}

export function anotherCampaign(cluster: string, other: Campaign | undefined): RefusedError {
  const what = other ? `${other.id} (${other.course.title})` : "another campaign";
  return new RefusedError(`${cluster} has ${what}, and one campaign at a time.`, {
    hint: other && `\`campaign show ${other.id}\` tells how far it is.`,
  });
}

/** It waits for its first look at the cluster. */
function begun({ id, cluster, by, where, line, votes }: Operation, course: Course, now: number): Campaign {
  return {
    id: campaignIdOf(id),
    ...{ cluster, by, where, line, course },
    approvals: votes.filter(({ verdict }) => verdict === "approve"),
    state: "waiting",
    waiting: { for: "gate", words: "It has just begun.", since: now },
    records: course.stages.map(() => ({ state: "waiting" })),
    at: 0,
    off: [],
    beganAt: now,
    trail: [{ at: now, what: "began", by }],
  };
}
