// /k8s stop <operation> [--reason <reason>]
import { z } from "zod";
import { operationId } from "#src/command/argument.ts";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Stop a running operation after the step under way",
  role: "operator",
  decides: "stop",
  args: z.object({ operation: operationId, reason: z.string().optional().meta({ description: "Why" }) }),
  positional: ["operation"],
  needsCluster: false,
});
