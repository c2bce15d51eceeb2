// What is read for something that is wrong: a node, the worst pod of a workload, or the whole cluster.

import type { HostsView } from "#src/hosts/host.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { type Collected, collectCluster, collectNode, collectPod } from "./collect.ts";
import { type Explanation, explained } from "./explanation.ts";
import { collectMachine } from "./machine/collect.ts";
import { machineCollected } from "./machine/evidence.ts";
import type { MachineLook } from "./machine/look.ts";
import { machineVerdict } from "./machine/verdict.ts";
import type { Finding } from "./match.ts";

/** Names an object as a problem does; a workload may leave out its kind. */
type Subject = { readonly kind?: string; readonly namespace?: string; readonly name: string };

export type About = {
  /** As people say it: `pi-1`, `shop/web-5d4f8-abcde`. */
  readonly name: string;
  /** What `<node>` and `<pod>` of a remedy stand for. */
  readonly node?: string | undefined;
  readonly pod?: string | undefined;
  readonly collected: Collected;
  /** Of a node whose machine could be asked. */
  readonly machine?: { readonly node: Node; readonly look: MachineLook } | undefined;
};

export type Ways = {
  readonly cluster: ClusterView;
  /** Without them only the API server is asked. */
  readonly hosts?: HostsView | undefined;
  readonly signal: AbortSignal;
};

/** Undefined for what leaves nothing to read: a lease, or what is gone. */
export async function collectAbout(
  subject: Subject,
  { cluster, hosts, signal }: Ways,
): Promise<About | undefined> {
  const { nodes, pods } = cluster.snapshot();
  const { kind, name } = subject;
  if (kind === "Cluster") return { name, collected: await collectCluster(cluster, signal) };
  if (kind === "Node") {
    const node = nodes.find((each) => each.name === name);
    return node && aboutNode(node, { cluster, hosts, signal });
  }
  const pod = worstPodOf(pods, subject);
  return pod && aboutPod(cluster, pod, signal);
}

async function aboutNode(node: Node, { cluster, hosts, signal }: Ways): Promise<About> {
  const { name } = node;
  const [told, look] = await Promise.all([
    collectNode(cluster, node, signal),
    hosts && collectMachine(cluster, node, hosts, signal),
  ]);
  if (!look) return { name, node: name, collected: told };
  const seen = machineCollected(look);
  return {
    ...{ name, node: name, machine: { node, look } },
    collected: {
      evidence: [...told.evidence, ...seen.evidence],
      well: [...told.well, ...seen.well],
      unread: [...told.unread, ...seen.unread],
    },
  };
}

/** Why it is so: what its machine shows, before what the catalogue makes of everything that was read. */
export function explainAbout(about: About, findings: readonly Finding[]): Explanation | undefined {
  const verdict = about.machine && machineVerdict(about.machine.node, about.machine.look, findings);
  const [first] = findings;
  return verdict ?? (first && explained(first, about));
}

export async function aboutPod(cluster: ClusterView, pod: Pod, signal: AbortSignal): Promise<About> {
  const name = `${pod.namespace}/${pod.name}`;
  return { name, node: pod.node, pod: name, collected: await collectPod(cluster, pod, signal) };
}

/** The pod itself, or of the pods of a workload the one that fares worst: unwell, then with the most restarts. */
export function worstPodOf(pods: readonly Pod[], { kind, namespace, name }: Subject): Pod | undefined {
  const isMeant = (each: Subject) =>
    each.name === name && each.namespace === namespace && (kind === undefined || each.kind === kind);
  return pods
    .filter((pod) => isMeant({ ...pod, kind: "Pod" }) || isMeant(controllerOf(pod)))
    .toSorted((a, b) => rank(b) - rank(a))[0];
}

function rank(pod: Pod): number {
  const { healthy, restarts } = healthOf(pod);
  return (healthy ? 0 : 1_000_000) + Math.min(restarts, 999_999);
}
