// /k8s help [about]
import { z } from "zod";
import { defineQuery } from "#src/command/define.ts";
import { helpAbout } from "#src/command/help.ts";

export default defineQuery({
  summary: "What you can type, and who may",
  role: "viewer",
  needs: "none",
  aliases: ["?", "commands", "usage"],
  args: z.object({
    group: z
      .string()
      .optional()
      .meta({ description: "look, change, approve, alerts, setup, all, or a group: help node" }),
    verb: z.string().optional(),
  }),
  positional: ["group", "verb"],
  answer: async ({ group, verb }, { commands, roles }) =>
    helpAbout(commands, roles, [group, verb].filter(Boolean).join(" ").toLowerCase()),
});
