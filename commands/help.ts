// /k8s help
import { z } from "zod";
import { defineQuery } from "#src/command/define.ts";
import { helpTable } from "#src/command/help.ts";

export default defineQuery({
  summary: "What you can type, and who may",
  role: "viewer",
  needsCluster: false,
  aliases: ["?", "commands", "usage"],
  args: z.object({}),
  positional: [],
  answer: async (_args, { commands, roles }) => helpTable(commands, roles),
});
