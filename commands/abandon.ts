// /k8s abandon <operation> [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Give up an operation that failed, so that others may run",
  role: "operator",
  on: "operation",
  verdict: "abandon",
  args: z.object({ operation: operationId, reason: z.string().optional().meta({ description: "Why" }) }),
  positional: ["operation"],
});
