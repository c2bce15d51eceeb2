// /k8s alert ack <incident>
import { z } from "zod";
import { incidentId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Take an incident: everybody sees that you have it",
  role: "operator",
  on: "incident",
  verdict: "ack",
  args: z.object({ incident: incidentId }),
  positional: ["incident"],
  aliases: ["ack", "take", "acknowledge"],
});
