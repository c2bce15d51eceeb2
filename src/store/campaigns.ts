// Campaigns as rows: what is searched for as columns, the rest as one document.
import { type Campaign, locksOf } from "#src/campaign/campaign.ts";
import type { Kept } from "./table.ts";

export const campaigns: Kept<Campaign> = {
  table: "campaigns",
  bornAt: "began_at",
  fixed: {
    id: ({ id }) => id,
    cluster: ({ cluster }) => cluster,
    began_at: ({ beganAt }) => beganAt,
  },
  changing: {
    state: ({ state }) => state,
    ended_at: ({ endedAt }) => endedAt ?? null,
    record: (campaign) => JSON.stringify(campaign),
  },
  locks: locksOf,
  // Written by us from the same type.
  read: async (_ask, row) => JSON.parse(String(row.record)) as Campaign,
};
