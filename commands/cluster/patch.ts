// /k8s cluster patch [--delete-emptydir-data] [--force]
import { z } from "zod";
import { drainFlags } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { planEachNode } from "#src/plans/each-node.ts";
import patch from "../node/patch.ts";

export default defineOperation({
  summary: "Patch every node, one after another, and ask after the first",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 120_000,
  args: z.object({
    ...drainFlags,
  }),
  positional: [],
  aliases: ["patch all", "patch the cluster", "rolling patch"],
  plan: (flags, context) =>
    planEachNode({ command: "node patch", verb: "Patch", flags, one: patch }, context),
});
