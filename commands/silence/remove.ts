// /k8s silence remove <silence>
import { z } from "zod";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "End a silence before its time",
  role: "operator",
  on: "silence",
  verdict: "remove",
  args: z.object({
    silence: z
      .string()
      .min(1)
      .max(40)
      .meta({ pick: "silence", description: "Id of the silence, such as si-7k3m9x" }),
  }),
  positional: ["silence"],
  aliases: ["silence delete", "silence end", "silence expire"],
});
