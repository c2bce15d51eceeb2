// /k8s cluster reboot [--delete-emptydir-data] [--force]
import { z } from "zod";
import { drainFlags } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { planEachNode } from "#src/plans/each-node.ts";
import reboot from "../node/reboot.ts";

export default defineOperation({
  summary: "Reboot every node, one after another, and ask after the first",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 120_000,
  args: z.object({
    ...drainFlags,
  }),
  positional: [],
  aliases: ["reboot all", "reboot the cluster", "rolling reboot"],
  plan: (flags, context) =>
    planEachNode({ command: "node reboot", verb: "Reboot", flags, one: reboot }, context),
});
