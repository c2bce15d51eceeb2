// What is read for something that is wrong: a node, the worst pod of a workload, or the whole cluster.
import { controllerOf } from "#src/kubeadm/controller.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { type Collected, collectCluster, collectNode, collectPod } from "./collect.ts";

/** Names an object as a problem does; a workload may leave out its kind. */
type Subject = { readonly kind?: string; readonly namespace?: string; readonly name: string };

export type About = {
  /** As people say it: `pi-1`, `shop/web-5d4f8-abcde`. */
  readonly name: string;
  /** What `<node>` and `<pod>` of a remedy stand for. */
  readonly node?: string | undefined;
  readonly pod?: string | undefined;
  readonly collected: Collected;
};

/** Undefined for what leaves nothing to read: a lease, or what is gone. */
export async function collectAbout(
  cluster: ClusterView,
  subject: Subject,
  signal: AbortSignal,
): Promise<About | undefined> {
  const { nodes, pods } = cluster.snapshot();
  const { kind, name } = subject;
  if (kind === "Cluster") return { name, collected: await collectCluster(cluster, signal) };
  if (kind === "Node") {
    const node = nodes.find((each) => each.name === name);
    return node && { name, node: name, collected: await collectNode(cluster, node, signal) };
  }
  const pod = worstPodOf(pods, subject);
  return pod && aboutPod(cluster, pod, signal);
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
