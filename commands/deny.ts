// /k8s deny <operation> [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Deny an operation, and say why",
  role: "approver",
  on: "operation",
  verdict: "deny",
  args: z.object({
    operation: operationId,
    reason: z.string().optional().meta({ description: "Why not; asked for in a form when it is missing" }),
  }),
  positional: ["operation"],
});
