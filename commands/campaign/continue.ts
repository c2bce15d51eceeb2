// /k8s campaign continue <campaign> [--anyway] [--reason <reason>]
import { z } from "zod";
import { campaignId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Let a campaign go on that was paused, waits for somebody, or rests",
  role: "operator",
  on: "campaign",
  verdict: "continue",
  args: z.object({
    campaign: campaignId,
    anyway: z
      .boolean()
      .default(false)
      .meta({ description: "Before the next stage, whatever stands against it; for approvers" }),
    reason: z.string().optional().meta({ description: "Why" }),
  }),
  positional: ["campaign"],
  aliases: ["continue"],
});
