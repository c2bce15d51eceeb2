// /k8s approve <operation> [--target <name>] [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Approve an operation as its card shows it",
  role: "approver",
  on: "operation",
  verdict: "approve",
  args: z.object({
    operation: operationId,
    target: z.string().optional().meta({ description: "Its target's name, where that must be typed" }),
    reason: z.string().optional().meta({ description: "A word for the thread" }),
  }),
  positional: ["operation"],
});
