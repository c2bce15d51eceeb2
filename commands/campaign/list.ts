// /k8s campaign list [--all]
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { campaignTable, openCampaigns } from "#src/card/campaign-rows.ts";
import { defineQuery } from "#src/command/define.ts";

const most = 50;

export default defineQuery({
  summary: "Changes that take hours and are under way",
  role: "viewer",
  args: z.object({
    all: z.boolean().default(false).meta({ short: "a", description: "Also those that are over" }),
  }),
  positional: [],
  aliases: ["campaigns"],
  needs: "none",
  async answer({ all }, { campaigns, now }) {
    const found = await campaigns.list(all ? { limit: most } : { states: openCampaigns });
    const asking = found.filter(({ waiting }) => waiting?.for === "people").length;
    const said = all
      ? `The ${count(found.length, "newest campaign")}`
      : `${count(found.length, "campaign")} under way, ${asking} waiting for people`;
    return {
      headline: found.length === 0 ? (all ? "No campaign yet" : "No campaign is under way") : said,
      tone: asking > 0 ? "warning" : "good",
      parts: [{ kind: "table", table: campaignTable(found, now) }],
      buttons: [
        { label: "Refresh", line: all ? "campaign list --all" : "campaign list", how: "redraw" },
        ...(all ? [] : [{ label: "All", line: "campaign list --all", how: "thread" as const }]),
      ],
    };
  },
});
