// /k8s resume <operation> [--target <name>] [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Run what is left of an operation that failed",
  role: "operator",
  on: "operation",
  verdict: "resume",
  args: z.object({
    operation: operationId,
    target: z.string().optional().meta({ description: "Its target's name, where that must be typed" }),
    reason: z.string().optional().meta({ description: "Why" }),
  }),
  aliases: ["retry"],
  positional: ["operation"],
});
