// /k8s node uncordon <node> [--anyway]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { nodeLock } from "#src/base/lock-names.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { cordonedBy } from "#src/kubeadm/marks.ts";
import { fieldManager } from "#src/kubernetes/actions.ts";
import uncordonNode from "#src/steps/uncordon-node.ts";

export default defineOperation({
  summary: "Let new pods onto a node that Wheelhouse cordoned",
  role: "operator",
  risk: "change",
  args: z.object({
    node: nodeName,
    anyway: z.boolean().default(false).meta({ description: "Also when somebody else cordoned it" }),
  }),
  positional: ["node"],
  aliases: ["uncordon"],
  async plan({ node: typed, anyway }, { cluster, signal }) {
    await settle(cluster, signal);
    const { name } = findNode(cluster, typed);
    const node = await cluster.node(name, signal);
    if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
    if (!node.unschedulable) throw new RefusedError(`${name} is not cordoned.`);
    // Our mark outlives `kubectl uncordon` and another `kubectl cordon`: whose the field is tells.
    const isOurs = (node.cordonedWith ?? fieldManager) === fieldManager;
    const ours = isOurs ? node.annotations[cordonedBy] : undefined;
    if (ours === undefined && !anyway) {
      throw new RefusedError(`${name} was cordoned by somebody else, who may be working on it.`, {
        hint: `\`node uncordon ${name} --anyway\` does it all the same.`,
      });
    }
    return {
      target: name,
      risk: "change",
      title: `Uncordon ${name}`,
      impact: [`New pods may be scheduled on ${name} again.`],
      warnings: ours === undefined ? [`Somebody else cordoned ${name}, and may be working on it.`] : [],
      basis: { uid: node.uid, cordonedBy: ours ?? null },
      steps: [uncordonNode.with({ node: name, uid: node.uid })],
      // It only adds a place for pods, so nothing but work on this very node stands against it.
      locks: [nodeLock(cluster.name, name)],
    };
  },
});
