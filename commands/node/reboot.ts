// /k8s node reboot <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import rebootHost from "#src/steps/reboot-host.ts";
import seeNodeBack from "#src/steps/see-node-back.ts";
import uncordonNode from "#src/steps/uncordon-node.ts";
import { planDrain } from "./drain.ts";

export default defineOperation({
  summary: "Drain a node, reboot its machine, and let pods onto it again",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 30_000,
  args: z.object({
    node: nodeName,
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["reboot", "reboot the node", "host reboot"],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster, hosts, signal } = context;
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"], as: "node reboot" };
    const { facts, ...drain } = await planDrain(typed, context);
    const { name, uid, unschedulable } = facts.node;
    const known = hostOf(facts.node, await hosts.list());
    if (!known?.pin)
      throw new RefusedError(`Wheelhouse may not log in to ${name}, so it cannot reboot it.`, {
        hint: `host add ${name}`,
      });
    const bootId = await (await hosts.view(known.name)).read("bootId", signal);
    return {
      ...drain,
      title: `Reboot ${name}`,
      impact: [...drain.impact, `Static pods and those of DaemonSets on ${name} stop until it is up again.`],
      warnings: [
        ...drain.warnings,
        ...(unschedulable ? [`${name} was cordoned before, so it stays cordoned afterwards.`] : []),
      ],
      basis: { uid, bootId, drain: drain.basis },
      steps: [
        ...drain.steps,
        rebootHost.with({ host: known.name, bootId }),
        seeNodeBack.with({ host: known.name, node: name }),
        ...(unschedulable ? [] : [uncordonNode.with({ node: name, uid })]),
      ],
      locks: [...(drain.locks ?? []), hostLock(known.name)],
      offers: [{ label: "Show it", line: `node show ${name} --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});
