// /k8s cluster shutdown [--skip-backup]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, hostLock, nodeLock } from "#src/base/lock-names.ts";
import { count, few } from "#src/base/text.ts";
import { settle, unreachable } from "#src/card/freshness.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import { ownNode } from "#src/kubeadm/kube-proxy/canary.ts";
import type { Plan } from "#src/operation/plan.ts";
import { inOrder, type Machines, type Standing, standingMachines } from "#src/plans/standing-machines.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import powerOffHost from "#src/steps/power-off-host.ts";
import backup from "../etcd/backup.ts";

export default defineOperation({
  summary: "Back up etcd, cordon every node, and switch every machine off",
  role: "operator",
  risk: "destructive",
  needs: "host",
  planWithinMs: 120_000,
  args: z.object({
    "skip-backup": z
      .boolean()
      .default(false)
      .meta({ description: "Without a snapshot of etcd, as when there is no time for one" }),
  }),
  positional: [],
  aliases: [
    "shutdown the cluster",
    "shut down the cluster",
    "power off the cluster",
    "turn off the cluster",
    "switch off the cluster",
  ],
  async plan({ "skip-backup": skipsBackup }, context) {
    const { cluster, self } = context;
    const { name } = cluster;
    await settle(cluster, context.signal);
    mustBeSeen(context);
    const own = ownNode(cluster, self);
    const machines = await standingMachines(cluster.snapshot().nodes, context);
    const up = inOrder(machines.up, own);
    if (up.length === 0) throw new RefusedError(`No machine of ${name} is on.`, { hint: "node list" });
    const kept = skipsBackup ? undefined : await planBackup(context);
    const schedulable = cluster.snapshot().nodes.filter(({ unschedulable }) => !unschedulable);
    return {
      target: name,
      risk: "destructive",
      title: "Shut everything down",
      impact: impactOf(name, up, own),
      hurts: "Nothing is lost, but everything stops, and off stays off until somebody wakes it.",
      warnings: warningsOf({ ...machines, up }, { own, kept, name }),
      basis: {
        backup: kept?.basis ?? "none",
        cordons: schedulable.map(({ name: node, uid }) => `${node} ${uid}`).toSorted(),
        machines: up.map(({ node, host, bootId }) => ({
          ...{ node: node.name, host, bootId },
          ...(isControlPlane(node) && { isPlane: true }),
        })),
      },
      steps: [
        ...(kept?.steps ?? []),
        ...schedulable.map(({ name: node, uid }) => cordonNode.with({ node, uid })),
        ...up.map(({ node, host, bootId }) => powerOffHost.with({ host, bootId, isOurs: node.name === own })),
      ],
      locks: [
        clusterLock(name),
        ...cluster.snapshot().nodes.map(({ name: node }) => nodeLock(name, node)),
        ...up.map(({ host }) => hostLock(host)),
      ],
      offers: [
        { label: "Wake", line: `cluster wake --cluster=${name}` },
        { label: "Machines", line: `host list --cluster=${name}`, how: "thread" },
      ],
    };
  },
});

/** @throws RefusedError while nobody knows which nodes there are */
function mustBeSeen({ cluster: { name, snapshot }, now }: PlanContext): void {
  const { reach } = snapshot();
  if (reach.state === "live") return;
  throw new RefusedError(
    `${name} is not seen right now (${unreachable(reach, now) ?? "it is still being read"}), so nobody knows which nodes to cordon.`,
    { hint: "By hand: sudo systemctl poweroff on each machine, the control planes last." },
  );
}

/** The snapshot of etcd is what `etcd backup` makes, with what stands against it. */
async function planBackup(context: PlanContext): Promise<Plan> {
  if (backup.kind !== "operation") throw new Error("etcd backup is no operation");
  return backup.plan({}, context);
}

function impactOf(cluster: string, up: readonly Standing[], own: string | undefined): readonly string[] {
  const names = up.map(({ node }) => node.name).join(", ");
  const last = up.at(-1)?.node.name;
  return [
    `Everything in ${cluster} stops, its API server too, until somebody switches the machines on: ${count(up.length, "machine")}, one after another: ${names}.`,
    "Pods are not evicted, as nothing is left for them to go to: each machine ends its own as it goes down. Volumes and emptyDir data stay on their machines.",
    ...(last !== undefined && last === own
      ? [
          `Wheelhouse runs on ${own}, which goes off last and Wheelhouse with it: nobody sees that end. This stays “running” until Wheelhouse is back and finds ${own} started anew.`,
        ]
      : []),
    "Nobody is called for it: what goes silent is silenced until “cluster wake” is done, which also lets pods onto the nodes again that this has cordoned.",
  ];
}

type About = {
  readonly own: string | undefined;
  readonly kept: Plan | undefined;
  readonly name: string;
};

function warningsOf({ off }: Machines, { own, kept, name }: About): readonly string[] {
  return [
    ...(off.length > 0
      ? [`${few(off, 8)} gave no sign of life, so nothing is sent there: off already, or cut off.`]
      : []),
    ...(own === undefined
      ? [
          `Wheelhouse runs in no pod of ${name}. If it runs on one of these machines in another way, it goes off with that one, and those after it stay on until somebody resumes this.`,
        ]
      : []),
    ...(kept?.warnings ?? ["No snapshot of etcd is made."]),
  ];
}
