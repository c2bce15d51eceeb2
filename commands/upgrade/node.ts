// /k8s upgrade node <node> --to <version> [--delete-emptydir-data] [--force]
import { z } from "zod";
import { drainFlags, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { planUpgradeNode, planUpgradeWithinMs, versionTyped } from "#src/plans/upgrade-node.ts";

export default defineOperation({
  summary: "Upgrade one node: its control plane, if it has one, and its kubelet",
  role: "operator",
  risk: "change",
  planWithinMs: planUpgradeWithinMs,
  args: z.object({
    node: nodeName,
    to: z.string().meta({ description: "The version, 1.37.2; upgrade plan shows which can be had" }),
    ...drainFlags,
  }),
  positional: ["node", "to"],
  async plan({ node, to, force, "delete-emptydir-data": deleteData }, context) {
    const version = versionTyped(to, `upgrade node ${node}`);
    return planUpgradeNode({ node, to: version, force, deleteData, later: false }, context);
  },
});
