// Where else pods can run: roughly what the scheduler asks of a node, as far as the snapshot tells.

import type { Labels, Placement, PodFacts, Rollout } from "#src/kubernetes/facts.ts";
import type { Amounts, Node, Pod } from "#src/kubernetes/objects.ts";
import { isReady } from "../components.ts";
import { selects } from "../label-selector.ts";
import { admitsNode } from "../node-affinity.ts";
import { isFinished } from "../pod-health.ts";
import { keepsOff, sayTaint, tolerates } from "../tolerates.ts";

export type Moving = { readonly pod: PodFacts; readonly rollout: Rollout | undefined };
export type Homeless = { readonly pod: PodFacts; readonly why: "no node takes it" | "no room" };

/** The nodes that take new pods, besides the one that is left. */
export function otherNodes(nodes: readonly Node[], left: string): readonly Node[] {
  return nodes.filter((node) => node.name !== left && !node.unschedulable && isReady(node));
}

/**
 * Those that will likely stay Pending: biggest first, each where most memory is free. Labels that the snapshot does not
 * hold count as fulfilled, and what a pod wants of other pods is not asked.
 */
export function homeless(
  moving: readonly Moving[],
  others: readonly Node[],
  pods: readonly Pod[],
): readonly Homeless[] {
  const rooms = others.map((node) => ({ node, free: new Map(Object.entries(freeOn(node, pods))) }));
  const biggestFirst = moving.toSorted((a, b) => memoryOf(b.pod.requests) - memoryOf(a.pod.requests));
  return biggestFirst.flatMap<Homeless>(({ pod, rollout }) => {
    const open = rooms.filter(({ node }) => barrier(node, wishesOf({ pod, rollout })) === undefined);
    if (open.length === 0) return [{ pod, why: "no node takes it" }];
    const wants = Object.entries({ ...pod.requests, pods: 1 });
    const [best] = open
      .filter(({ free }) => wants.every(([what, amount]) => (free.get(what) ?? 0) >= amount))
      .toSorted((a, b) => (b.free.get("memory") ?? 0) - (a.free.get("memory") ?? 0));
    if (!best) return [{ pod, why: "no room" }];
    for (const [what, amount] of wants) best.free.set(what, (best.free.get(what) ?? 0) - amount);
    return [];
  });
}

/** Its successor is made from the template of today, where there is one. */
export function wishesOf({ pod, rollout }: Moving): Placement {
  return rollout?.template ?? pod.placement;
}

/** A pod that asks for nothing. */
export const anywhere: Placement = { nodeSelector: {}, nodeAffinity: undefined, tolerations: [] };

function freeOn(node: Node, pods: readonly Pod[]): Amounts {
  const here = pods.filter((pod) => pod.node === node.name && !isFinished(pod));
  const free = Object.entries(node.allocatable).map(([what, amount]) => {
    const used =
      what === "pods" ? here.length : here.reduce((sum, pod) => sum + (pod.requests[what] ?? 0), 0);
    return [what, amount - used] as const;
  });
  return Object.fromEntries(free);
}

function memoryOf({ memory = 0 }: Amounts): number {
  return memory;
}

/**
 * Why a node would not take such a pod, in words that follow its name; undefined when it would, room aside. `labels` are all
 * that it has, where they were read.
 */
export function barrier(
  node: Node,
  { tolerations, ...wanted }: Placement,
  labels?: Labels,
): string | undefined {
  if (node.unschedulable) return "is cordoned";
  if (!isReady(node)) return "is not ready";
  const taint = node.taints.find(
    (taint) => keepsOff(taint) && !tolerations.some((each) => tolerates(each, taint)),
  );
  if (taint) return `has the taint ${sayTaint(taint)}, which it does not tolerate`;
  const fits = labels ? isWantedBy({ name: node.name, labels }, wanted) : mayBeWanted(node, wanted);
  return fits ? undefined : "is not what its selector or affinity asks for";
}

type Wanted = Omit<Placement, "tolerations">;

function isWantedBy(
  node: { readonly name: string; readonly labels: Labels },
  { nodeSelector, nodeAffinity }: Wanted,
): boolean {
  return (
    selects({ matchLabels: nodeSelector, matchExpressions: [] }, node.labels) &&
    admitsNode(nodeAffinity, node)
  );
}

function mayBeWanted(node: Node, { nodeSelector, nodeAffinity }: Wanted): boolean {
  const labels = knownLabels(node);
  const known = Object.fromEntries(Object.entries(nodeSelector).filter(([key]) => isKnown(key)));
  if (!selects({ matchLabels: known, matchExpressions: [] }, labels)) return false;
  return affinityAsksMore(nodeAffinity) || admitsNode(nodeAffinity, { name: node.name, labels });
}

/** Whether it asks for labels that the snapshot does not hold. */
export function asksMore({ nodeSelector, nodeAffinity }: Wanted): boolean {
  return Object.keys(nodeSelector).some((key) => !isKnown(key)) || affinityAsksMore(nodeAffinity);
}

function affinityAsksMore(nodeAffinity: Placement["nodeAffinity"]): boolean {
  return (nodeAffinity ?? []).some(({ matchExpressions }) =>
    matchExpressions.some(({ key }) => !isKnown(key)),
  );
}

/** The labels that a node's record implies; the others are not watched. */
export function knownLabels({ name, arch, roles, addresses }: Node): Readonly<Record<string, string>> {
  const host = addresses.find(({ type }) => type === "Hostname")?.address ?? name;
  return {
    "kubernetes.io/arch": arch,
    "kubernetes.io/os": "linux",
    "kubernetes.io/hostname": host,
    ...Object.fromEntries(roles.map((role) => [`${rolePrefix}${role}`, ""])),
  };
}

const rolePrefix = "node-role.kubernetes.io/";
const hostLabels: ReadonlySet<string> = new Set([
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "kubernetes.io/hostname",
]);

export function isKnown(label: string): boolean {
  return hostLabels.has(label) || label.startsWith(rolePrefix);
}
