// /k8s alert unsilence <incident>
import { z } from "zod";
import { incidentId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Hear of a silenced incident again",
  role: "operator",
  on: "incident",
  verdict: "unsilence",
  args: z.object({ incident: incidentId }),
  positional: ["incident"],
  aliases: ["unsilence", "unsnooze", "unmute"],
});
