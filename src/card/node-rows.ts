// Nodes as table rows, worst first.

import { bytes, few, listed, span } from "#src/base/text.ts";
import { agents, coverageOf, isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { isFinished } from "#src/kubeadm/pod-health.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Amounts, Node, Pod } from "#src/kubernetes/objects.ts";
import type { Column, Table } from "./answer.ts";

/** Resources every node has; what else is allocatable, such as GPUs, is told beside the table. */
const ordinary = /^(cpu|memory|pods|ephemeral-storage|hugepages-.*|attachable-volumes-.*)$/;

const marks = { ready: "✓", "not ready": "✗", missing: "✗ missing", absent: "–" } as const;

export function nodeTable(snapshot: Snapshot, now: number): Table {
  const { nodes, pods } = snapshot;
  const coverage = coverageOf(snapshot);
  const shown = agents.filter((agent) => coverage[agent].installed);
  const podsByNode = Map.groupBy(pods.filter(holdsResources), ({ node }) => node);
  // What nobody can see now is told as a memory, and no mark of it stays.
  const isSeen = snapshot.reach.state !== "unreachable";
  return {
    columns: [...first, ...shown.map((agent): Column => ({ title: agent })), ...last],
    rows: worstFirst(nodes, lacking).map((node) => row(node, podsByNode.get(node.name) ?? [])),
  };

  /** How many of the agents that belong on every node are not well on this one. */
  function lacking({ name }: Node): number {
    return shown.filter((agent) => /^(missing|not ready)$/.test(coverage[agent].on.get(name) ?? "")).length;
  }

  function row(node: Node, here: readonly Pod[]): string[] {
    const used = sum(here.map(({ requests }) => requests));
    return [
      node.name,
      isSeen ? nodeState(node, now) : `last seen ${nodeState(node, now)}`,
      roleOf(node),
      `${here.length}`,
      share(used.cpu, node.allocatable.cpu, cores),
      share(used.memory, node.allocatable.memory, bytes),
      ...shown.map((agent) => (isSeen ? marks[coverage[agent].on.get(node.name) ?? "absent"] : "?")),
      node.kubeletVersion,
      node.arch,
    ];
  }
}

/** What decides first: a phone shows three or four columns before one has to scroll. */
const first: readonly Column[] = [
  { title: "Node" },
  { title: "State" },
  { title: "Role" },
  { title: "Pods", align: "right" },
  { title: "CPU req", align: "right" },
  { title: "Memory req", align: "right" },
];
const last: readonly Column[] = [{ title: "Version" }, { title: "Arch" }];

/** GPUs and the like, which few nodes have: a column each would push the others out of sight. */
export function extendedFacts({ nodes, pods }: Snapshot): readonly (readonly [string, string])[] {
  return extendedResources(nodes).map((resource) => {
    const having = nodes.filter(({ allocatable }) => allocatable[resource]);
    const said = having.map(({ name, allocatable }) => {
      const here = pods.filter((pod) => pod.node === name && holdsResources(pod));
      return `${sum(here.map(({ requests }) => requests))[resource] ?? 0} of ${allocatable[resource]} on ${name}`;
    });
    return [resource, `requested ${few(said, 5)}`];
  });
}

/** `Ready`, `NotReady 4 min`, `Ready, DiskPressure, cordoned`. */
export function nodeState(node: Node, now: number): string {
  const ready = node.conditions.find(({ type }) => type === "Ready");
  const state = isReady(node) ? "Ready" : `NotReady ${span(now - (ready?.since ?? node.createdAt))}`;
  return [state, ...pressuresOf(node), ...(node.unschedulable ? ["cordoned"] : [])].join(", ");
}

export function pressuresOf(node: Node): readonly string[] {
  return node.conditions
    .filter(({ type, status }) => status === "True" && /(Pressure|NetworkUnavailable)$/.test(type))
    .map(({ type }) => type);
}

export function roleOf(node: Node): string {
  return node.roles.length > 0 ? listed(node.roles) : "worker";
}

export function worstFirst(nodes: readonly Node[], lacking: (node: Node) => number): readonly Node[] {
  const badness = (node: Node) =>
    (isReady(node) ? 0 : 32) +
    4 * lacking(node) +
    2 * pressuresOf(node).length +
    (node.unschedulable ? 1 : 0);
  return nodes.toSorted(
    (a, b) =>
      badness(b) - badness(a) ||
      Number(isControlPlane(b)) - Number(isControlPlane(a)) ||
      compare(a.name, b.name),
  );
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** Finished pods keep their requests in the API but hold nothing on the node. */
export function holdsResources(pod: Pod): boolean {
  return pod.node !== "" && !isFinished(pod);
}

export function extendedResources(nodes: readonly Node[]): readonly string[] {
  const names = nodes.flatMap(({ allocatable }) =>
    Object.keys(allocatable).filter((name) => !ordinary.test(name)),
  );
  return [...new Set(names)].sort();
}

export function sum(amounts: readonly Amounts[]): Amounts {
  const total: Record<string, number> = {};
  for (const each of amounts) {
    for (const [name, amount] of Object.entries(each)) total[name] = (total[name] ?? 0) + amount;
  }
  return total;
}

/** `1.2/4 30%`. */
export function share(
  used: number | undefined,
  of: number | undefined,
  say: (amount: number) => string,
): string {
  if (!of) return "–";
  return `${say(used ?? 0)}/${say(of)} ${Math.round((100 * (used ?? 0)) / of)}%`;
}

export function cores(amount: number): string {
  return `${Math.round(amount * 100) / 100}`;
}
