// /k8s node remove <node> [--machine-gone] [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { hostLock } from "#src/base/lock-names.ts";
import { few } from "#src/base/text.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { sayPod } from "#src/kubeadm/controller.ts";
import { podsOf } from "#src/kubeadm/disruption/drain-impact.ts";
import { otherNodes } from "#src/kubeadm/disruption/places.ts";
import type { DrainFacts } from "#src/kubeadm/disruption/read-drain.ts";
import { pinned } from "#src/kubeadm/disruption/volumes.ts";
import { leavingEtcd } from "#src/kubeadm/leaving-etcd.ts";
import { machineToReset, mustBeGone } from "#src/kubeadm/machine-of.ts";
import { isOfPodNetwork } from "#src/kubeadm/pod-network.ts";
import { type Drained, planDrain } from "#src/plans/drain-node.ts";
import clearPodNetwork from "#src/steps/clear-pod-network.ts";
import deleteNode from "#src/steps/delete-node.ts";
import forgetUnits from "#src/steps/forget-units.ts";
import removeEtcdMember from "#src/steps/remove-etcd-member.ts";
import resetHost, { resetUnit } from "#src/steps/reset-host.ts";

export default defineOperation({
  summary: "Drain a node, take it out of etcd, reset its machine, delete it",
  role: "operator",
  risk: "destructive",
  needs: "host",
  planWithinMs: 60_000,
  args: z.object({
    node: nodeName,
    "machine-gone": z
      .boolean()
      .default(false)
      .meta({ description: "Its machine is gone for good, and cannot be reset" }),
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: [
    "node delete",
    "remove node",
    "remove the node",
    "delete node",
    "decommission node",
    "decommission the node",
  ],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster } = context;
    const { "machine-gone": isGone, "delete-emptydir-data": deleteData } = flags;
    const { host, facts, ...plan } = await planRemoval(
      { node, grace, force, deleteData, as: "node remove" },
      { context, isGone },
    );
    return {
      ...plan,
      steps: [...plan.steps, ...(host === undefined ? [] : [forgetUnits.with({ host, units: [resetUnit] })])],
      offers:
        host === undefined
          ? []
          : [
              {
                label: "Join it again",
                line: `node add ${host}${isControlPlane(facts.node) ? " --control-plane" : ""} --cluster=${cluster.name}`,
              },
            ],
    };
  },
});

type Way = { readonly context: PlanContext; readonly isGone: boolean };

/** What takes a node out of its cluster, also where it is to come back; its reset's unit is still there after. */
export async function planRemoval(typed: Drained, { context, isGone }: Way) {
  await settle(context.cluster, context.signal);
  findNode(context.cluster, typed.node);
  const { facts, ...drain } = await planDrain(typed, context);
  const { name, uid, machineId } = facts.node;
  if (isGone) await mustBeGone(facts.node, context);
  const host = isGone ? undefined : (await machineToReset(facts.node, context)).name;
  const leaving = await leavingEtcd(facts.node, { ...context, host });
  // Nobody on a silent node confirms that a pod has ended, so a drain would wait in vain.
  const drains = isReady(facts.node);
  const links = host === undefined ? [] : await linksOn(host, context);
  return {
    ...drain,
    ...{ host, facts },
    risk: "destructive" as const,
    title: `Remove ${name}`,
    impact: [...drain.impact, ...(leaving?.impact ?? []), ...impactOf(facts, host)],
    warnings: [
      ...(leaving?.warnings ?? []),
      ...(drains ? drain.warnings : silentWarnings(facts)),
      ...warningsOf(facts, host),
    ],
    basis: {
      ...{ drain: drain.basis, drains, machineId: host === undefined ? "gone" : machineId },
      ...(leaving && { members: leaving.members }),
    },
    steps: [
      ...(drains ? drain.steps : []),
      // Before the reset, which would end a member that the others still count.
      ...(leaving?.member ? [removeEtcdMember.with(leaving.member)] : []),
      ...(host === undefined
        ? []
        : [
            resetHost.with({ host, node: name, machineId }),
            clearPodNetwork.with({ host, links: [...links] }),
          ]),
      deleteNode.with({ node: name, uid }),
    ],
    locks: [...(drain.locks ?? []), ...(host === undefined ? [] : [hostLock(host)])],
  };
}

async function linksOn(host: string, { hosts, signal }: PlanContext): Promise<readonly string[]> {
  const addresses = await (await hosts.view(host)).read("addresses", signal);
  return [...new Set(addresses.map((each) => each.interface).filter(isOfPodNetwork))].toSorted();
}

function impactOf({ node }: DrainFacts, host: string | undefined): readonly string[] {
  const { name } = node;
  const reset = `${host} keeps its packages, images and key. The packet filter's rules stay there until it reboots.`;
  return [
    `Then ${name} is no node any more: what else runs there, pods of DaemonSets too, ends, and its labels, taints and annotations are gone.`,
    ...(host === undefined ? [] : [reset]),
  ];
}

function silentWarnings({ node: { name } }: DrainFacts): readonly string[] {
  return [
    `${name} is not ready, so nobody there would confirm that a pod has ended: it is not drained, budgets are not asked, and its pods go when the node is deleted.`,
  ];
}

function warningsOf(facts: DrainFacts, host: string | undefined): readonly string[] {
  const { node, going, volumes, nodes } = facts;
  const { name } = node;
  const held = pinned(podsOf(going), volumes, otherNodes(nodes, name));
  const stuck = held.map(({ pod, volume }) => `${sayPod(pod)} (volume ${volume.name})`);
  return [
    ...(stuck.length === 0
      ? []
      : [`Their volume is on ${name} alone, so they do not start anywhere else: ${few(stuck, 6)}.`]),
    ...(host === undefined
      ? [
          `Nothing is reset: should the machine of ${name} come back, its kubelet still has its certificate and registers the node again. Then ask for node remove ${name}, or wipe it first.`,
        ]
      : []),
  ];
}
