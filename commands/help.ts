// /k8s help [command]
import { z } from "zod";
import { defineQuery, phraseOf } from "#src/command/define.ts";
import { helpTable } from "#src/command/help.ts";

export default defineQuery({
  summary: "What you can type, and who may",
  role: "viewer",
  needs: "none",
  aliases: ["?", "commands", "usage"],
  args: z.object({
    group: z.string().optional().meta({ description: "Only commands that begin so: help node" }),
    verb: z.string().optional(),
  }),
  positional: ["group", "verb"],
  answer: async ({ group, verb }, { commands, roles }) => {
    const about = [group, verb].filter(Boolean).join(" ");
    const asked = commands.filter((command) => phraseOf(command).startsWith(about.toLowerCase()));
    return helpTable(asked.length > 0 ? asked : commands, roles);
  },
});
