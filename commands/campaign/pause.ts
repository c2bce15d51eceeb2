// /k8s campaign pause <campaign> [--reason <reason>]
import { z } from "zod";
import { campaignId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Let a campaign begin no further stage until somebody continues it",
  role: "operator",
  on: "campaign",
  verdict: "pause",
  args: z.object({
    campaign: campaignId,
    reason: z.string().optional().meta({ description: "Why" }),
  }),
  positional: ["campaign"],
  aliases: ["pause"],
});
