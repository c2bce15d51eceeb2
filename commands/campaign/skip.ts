// /k8s campaign skip <campaign> --reason <reason>
import { z } from "zod";
import { campaignId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Leave out a stage of a campaign, such as a node that is off",
  role: "operator",
  on: "campaign",
  verdict: "skip",
  args: z.object({
    campaign: campaignId,
    reason: z.string().min(1).meta({ description: "Why, for whoever reads it later" }),
  }),
  positional: ["campaign"],
  aliases: ["skip"],
});
