// /k8s drill <rule>
import { z } from "zod";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Make an incident on purpose, to see that it is told and taken",
  role: "operator",
  on: "drill",
  verdict: "start",
  args: z.object({
    rule: z
      .string()
      .min(1)
      .max(100)
      .meta({ pick: "rule", description: "A rule or its alert: nodeNotReady, KubeNodeNotReady" }),
  }),
  positional: ["rule"],
  aliases: ["drill start", "alert drill", "alert test"],
});
