// /k8s node drain <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { DrainFacts } from "#src/kubeadm/disruption/read-drain.ts";
import { planDrain } from "#src/plans/drain-node.ts";

export default defineOperation({
  summary: "Cordon a node and evict its pods, as kubectl drain does",
  role: "operator",
  risk: "change",
  args: z.object({
    node: nodeName,
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["drain"],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster } = context;
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"] };
    const { facts, ...plan } = await planDrain(typed, context);
    checkPointless(facts);
    const offers = [{ label: "Uncordon", line: `node uncordon ${plan.target} --cluster=${cluster.name}` }];
    return { ...plan, offers };
  },
});

function checkPointless({ node, going, leaving }: DrainFacts): void {
  if (!node.unschedulable || going.length + leaving.length > 0) return;
  throw new RefusedError(`${node.name} is drained already.`, { hint: `node uncordon ${node.name}` });
}
