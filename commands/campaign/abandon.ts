// /k8s campaign abandon <campaign> [--reason <reason>]
import { z } from "zod";
import { campaignId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "End a campaign where it is; what was done stays",
  role: "operator",
  on: "campaign",
  verdict: "abandon",
  args: z.object({
    campaign: campaignId,
    reason: z.string().optional().meta({ description: "Why" }),
  }),
  positional: ["campaign"],
});
