// /k8s cancel <operation> [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Take back an operation that you asked for",
  role: "operator",
  on: "operation",
  verdict: "cancel",
  args: z.object({ operation: operationId, reason: z.string().optional().meta({ description: "Why" }) }),
  positional: ["operation"],
});
