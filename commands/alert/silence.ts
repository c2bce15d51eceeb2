// /k8s alert silence <incident> [--for 1h] [--reason <reason>]
import { z } from "zod";
import { incidentId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Hear nothing more of an incident, for a while or until it clears",
  role: "operator",
  on: "incident",
  verdict: "silence",
  args: z.object({
    incident: incidentId,
    for: z
      .string()
      .regex(/^(\d+[mhd]|clear)$/, "must be 30m, 4h, 1d or clear")
      .default("clear")
      .meta({ description: "30m, 4h, 1d, or clear: until it is over" }),
    reason: z.string().optional().meta({ description: "Why" }),
  }),
  positional: ["incident"],
  aliases: ["silence", "snooze", "mute"],
});
