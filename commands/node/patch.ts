// /k8s node patch <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { count, few } from "#src/base/text.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import patchPackages from "#src/steps/patch-packages.ts";
import rebootWhereAsked from "#src/steps/reboot-where-asked.ts";
import seeNodeBack from "#src/steps/see-node-back.ts";
import uncordonNode from "#src/steps/uncordon-node.ts";
import { planDrain } from "./drain.ts";

export default defineOperation({
  summary: "Drain a node, update its packages, and reboot it where they ask",
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
  aliases: ["patch the node", "host patch", "node update"],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster, hosts, signal } = context;
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"], as: "node patch" };
    const { facts, ...drain } = await planDrain(typed, context);
    const { name, uid, unschedulable } = facts.node;
    const known = hostOf(facts.node, await hosts.list());
    if (!known?.pin)
      throw new RefusedError(`Wheelhouse may not log in to ${name}, so it cannot patch it.`, {
        hint: `host add ${name}`,
      });
    const host = await hosts.view(known.name);
    const [bootId, impact] = await Promise.all([host.read("bootId", signal), updatesOf(host, signal)]);
    return {
      ...drain,
      title: `Patch ${name}`,
      impact: [
        ...impact,
        ...drain.impact,
        `Static pods and those of DaemonSets on ${name} stop if it reboots.`,
      ],
      warnings: [
        ...drain.warnings,
        ...(unschedulable ? [`${name} was cordoned before, so it stays cordoned afterwards.`] : []),
      ],
      basis: { uid, bootId, drain: drain.basis },
      steps: [
        ...drain.steps,
        patchPackages.with({ host: known.name }),
        rebootWhereAsked.with({ host: known.name, bootId }),
        seeNodeBack.with({ host: known.name, node: name }),
        ...(unschedulable ? [] : [uncordonNode.with({ node: name, uid })]),
      ],
      locks: [...(drain.locks ?? []), hostLock(known.name)],
      offers: [{ label: "Show it", line: `node show ${name} --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

const ofKubernetes = ["kubeadm", "kubelet", "kubectl"];

/** What is known of it now. @throws RefusedError where there is no apt, or where Kubernetes' own packages would go along */
async function updatesOf(host: HostView, signal: AbortSignal): Promise<readonly string[]> {
  const [updates, own] = await Promise.all([
    host.read("packageUpdates", signal),
    host.read("debPackages", signal, ...ofKubernetes),
  ]);
  if (updates === undefined || own === undefined)
    throw new RefusedError(`${host.name} has no apt, and packages of another kind are not patched yet.`);
  const loose = own.filter(({ held }) => !held).map(({ name }) => name);
  if (loose.length > 0)
    throw new RefusedError(
      `${few(loose, 3)} on ${host.name} is not held, so it would be upgraded along the way.`,
      {
        hint: `there: apt-mark hold ${loose.join(" ")}`,
      },
    );
  const names = updates.map(({ name, from, to }) => `${name} ${from} to ${to}`);
  return [
    names.length === 0
      ? `By the lists that ${host.name} has, nothing is newer; they are read anew first.`
      : `${count(names.length, "package")} by the lists that ${host.name} has, which are read anew first: ${few(names, 4)}.`,
    "Kubernetes' own packages are held, and stay as they are.",
  ];
}
