// No campaign was ever begun, and none can be.
import type { CampaignsOfStep, FencedCampaigns } from "#src/campaign/begin.ts";
import type { Campaigns } from "#src/campaign/campaigns.ts";

const none = async () => {
  throw new Error("no campaign here");
};

export const noCampaignsOfStep: CampaignsOfStep = { begunBy: async () => undefined, begin: none };

export const noFencedCampaigns: FencedCampaigns = { fenced: () => noCampaignsOfStep };

export const noCampaigns: Pick<Campaigns, "find" | "list" | "decide" | "mustBeFree"> = {
  find: none,
  list: async () => [],
  decide: none,
  mustBeFree: async () => undefined,
};
