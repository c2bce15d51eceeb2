// /k8s choose [command]
import { z } from "zod";
import { defineQuery } from "#src/command/define.ts";
import { helpAbout } from "#src/command/help.ts";

/** What is chosen in its form runs instead, as if it was typed; typed with a command, it explains that one. */
export default defineQuery({
  summary: "Choose a command from a menu, then fill in what it needs",
  role: "viewer",
  title: "Run a command",
  needs: "none",
  aliases: ["command builder", "builder"],
  args: z.object({
    command: z.string().min(1).meta({ pick: "command", description: "What you may run" }),
    verb: z.string().optional(),
  }),
  positional: ["command", "verb"],
  answer: async ({ command, verb }, { commands, roles }) =>
    helpAbout(commands, roles, [command, verb].filter(Boolean).join(" ").toLowerCase()),
});
