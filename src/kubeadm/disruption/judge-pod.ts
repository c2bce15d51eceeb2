// What a drain does with each pod: kubectl's filters (k8s.io/kubectl/pkg/drain/filters.go), with its flags left to the asker.
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { isFinished } from "../pod-health.ts";

/**
 * What is lost when a pod is evicted. `unmanaged`: nothing makes a new one. `orphaned`: its DaemonSet is gone, as good as
 * unmanaged. `emptydir`: its data goes with it.
 */
export type Loss = "unmanaged" | "orphaned" | "emptydir";

export type Verdict =
  /** A static pod's image in the API, or a DaemonSet's pod, that would be back at once: stays. */
  | { readonly kind: "stays"; readonly why: "static" | "daemonset" }
  /** Being deleted: nothing is asked of it but to go. */
  | { readonly kind: "leaving" }
  | { readonly kind: "goes"; readonly losses: readonly Loss[] };

/** `daemonSets` are those that exist, as `namespace/name`. */
export function judgePod(pod: PodFacts, daemonSets: ReadonlySet<string>): Verdict {
  const finished = isFinished(pod);
  const isDaemon = pod.owner?.kind === "DaemonSet" && !finished;
  const hasDaemonSet = daemonSets.has(`${pod.namespace}/${pod.owner?.name}`);
  if (isDaemon && hasDaemonSet) return { kind: "stays", why: "daemonset" };
  if (pod.mirror) return { kind: "stays", why: "static" };
  if (pod.deletedAt !== undefined) return { kind: "leaving" };
  if (finished) return { kind: "goes", losses: [] };
  const losses: Loss[] = [];
  if (isDaemon) losses.push("orphaned");
  if (!pod.owner) losses.push("unmanaged");
  if (pod.volumes.some(({ kind }) => kind === "emptyDir")) losses.push("emptydir");
  return { kind: "goes", losses };
}
