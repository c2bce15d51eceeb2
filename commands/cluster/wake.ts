// /k8s cluster wake
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, hostLock, nodeLock } from "#src/base/lock-names.ts";
import { count, few, listed } from "#src/base/text.ts";
import { defineOperation } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import { type ShutDown, shutDownBy } from "#src/plans/shut-down-by.ts";
import { type Sleeper, sleepingMachines } from "#src/plans/sleeping-machines.ts";
import seeApiServer from "#src/steps/see-api-server.ts";
import seeNodesBack from "#src/steps/see-nodes-back.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";
import wakeHosts from "#src/steps/wake-hosts.ts";

export default defineOperation({
  summary: "Switch every machine on, and uncordon what a shutdown cordoned",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 60_000,
  args: z.object({}),
  positional: [],
  aliases: [
    "wake the cluster",
    "wake up the cluster",
    "power on the cluster",
    "turn on the cluster",
    "switch on the cluster",
    "start the cluster",
    "boot the cluster",
  ],
  async plan(_args, context) {
    const { cluster } = context;
    const { name } = cluster;
    const before = await shutDownBy(context);
    const machines = await sleepingMachines(context, before);
    const cordoned = stillCordoned(cluster, before);
    if (cordoned.length === 0 && isAllWell(cluster, machines))
      throw new RefusedError(
        `There is nothing to wake: ${count(machines.length, "machine")} of ${name} answer, and every node is Ready.`,
        { hint: "node list" },
      );
    return {
      target: name,
      risk: "change",
      title: "Wake everything",
      impact: impactOf(machines, cordoned),
      warnings: warningsOf(machines),
      basis: { machines: machines.map(({ host, isPlane }) => ({ host, isPlane: isPlane ?? "unknown" })) },
      steps: [
        ...wakeSteps(machines, seeApiServer.with({ cluster: name })),
        seeNodesBack.with({ cluster: name }),
        ...cordoned.map((each) => uncordonOwnNode.with(each)),
      ],
      locks: [
        clusterLock(name),
        ...cordoned.map(({ node }) => nodeLock(name, node)),
        ...machines.map(({ host }) => hostLock(host)),
      ],
      offers: [{ label: "Status", line: `status --cluster=${name}`, how: "thread" }],
    };
  },
});

/** etcd needs most of its members; of the others each that comes is welcome. Where nobody knows which is which, all are woken at once. */
function wakeSteps(machines: readonly Sleeper[], seeApi: PlannedStep): readonly PlannedStep[] {
  const planes = machines.filter(({ isPlane }) => isPlane);
  const others = machines.filter(({ isPlane }) => !isPlane);
  const wake = (what: string, all: readonly Sleeper[], enough: number) =>
    all.length === 0
      ? []
      : [wakeHosts.with({ what, enough, hosts: all.map(({ host, wakes }) => ({ host, wakes })) })];
  if (planes.length === 0) return [...wake("the machines", others, 1), seeApi];
  const quorum = Math.floor(planes.length / 2) + 1;
  return [...wake("the control planes", planes, quorum), seeApi, ...wake("the workers", others, 1)];
}

/** Whose cordon it is, each step finds out; a node that is seen to take pods needs none. */
function stillCordoned(cluster: ClusterView, { cordoned }: ShutDown): ShutDown["cordoned"] {
  const { reach, nodes } = cluster.snapshot();
  if (reach.state !== "live") return cordoned;
  return cordoned.filter(({ node, uid }) =>
    nodes.some((each) => each.name === node && each.uid === uid && each.unschedulable),
  );
}

function isAllWell(cluster: ClusterView, machines: readonly Sleeper[]): boolean {
  const { reach, nodes } = cluster.snapshot();
  return reach.state === "live" && machines.every(({ is }) => is === "up") && nodes.every(isReady);
}

function impactOf(machines: readonly Sleeper[], cordoned: ShutDown["cordoned"]): readonly string[] {
  const names = (all: readonly Sleeper[]) =>
    few(
      all.map(({ host }) => host),
      8,
    );
  const off = machines.filter(({ is }) => is !== "up");
  const byPacket = off.filter(({ wakes }) => wakes);
  const byHand = off.filter(({ wakes }) => !wakes);
  const shutdowns = [...new Set(cordoned.map(({ by }) => by))];
  return [
    off.length === 0
      ? `All ${count(machines.length, "machine")} answer already.`
      : `${off.length} of ${count(machines.length, "machine")} give no sign of life: ${names(off)}.`,
    ...(byPacket.length > 0 ? [`Switched on by Wake-on-LAN: ${names(byPacket)}.`] : []),
    ...(byHand.length > 0
      ? [
          `To be switched on by hand: ${names(byHand)}. Each is waited for; once none has come for ten minutes, this says which are missing.`,
        ]
      : []),
    "The control planes come first; the others once the API server answers. Then it is waited for every node to be Ready.",
    cordoned.length === 0
      ? "No node is uncordoned, as no shutdown of Wheelhouse's has left one cordoned."
      : `Then pods are let onto ${few(
          cordoned.map(({ node }) => node),
          8,
        )} again, each if it is still ${listed(shutdowns)} that keeps them off.`,
  ];
}

function warningsOf(machines: readonly Sleeper[]): readonly string[] {
  return [
    ...machines.flatMap(({ is, why }) => (is === "not seen" ? [why] : [])),
    ...(machines.some(({ isPlane }) => isPlane)
      ? []
      : ["Nobody has seen which of them are control planes, so all are woken at once."]),
  ];
}
