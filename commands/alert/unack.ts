// /k8s alert unack <incident>
import { z } from "zod";
import { incidentId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Give an incident back: nobody has it any more",
  role: "operator",
  on: "incident",
  verdict: "unack",
  args: z.object({ incident: incidentId }),
  positional: ["incident"],
  aliases: ["unack"],
});
