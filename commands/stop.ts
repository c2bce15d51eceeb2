// /k8s stop <operation> [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Stop a running operation as soon as its step under way allows",
  role: "operator",
  on: "operation",
  verdict: "stop",
  args: z.object({ operation: operationId, reason: z.string().optional().meta({ description: "Why" }) }),
  positional: ["operation"],
});
