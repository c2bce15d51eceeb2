// The few of thousands of pods that somebody looks at, sorted out in one pass for each reading of a cluster.
import type { Container, Pod } from "#src/kubernetes/objects.ts";

export type SortedPods = {
  /** Those of which not everything is plainly well, and the others are as good as not there for whoever looks for trouble. */
  readonly suspect: readonly Pod[];
  /** Those of Jobs: whether one failed is told by all of its runs. */
  readonly ofJobs: readonly Pod[];
  readonly ofDaemonSets: readonly Pod[];
  /** Static pods and addons in kube-system that name their component. */
  readonly components: readonly Pod[];
  readonly coreDns: readonly Pod[];
};

/** A watch gives the same array until something changes: ten rules ask, at every look, and it is gone through once. */
const sorted = new WeakMap<readonly Pod[], SortedPods>();

export function sortedPods(pods: readonly Pod[]): SortedPods {
  const known = sorted.get(pods);
  if (known) return known;
  const made = sort(pods);
  sorted.set(pods, made);
  return made;
}

/** kubeadm's CoreDNS keeps the label of its predecessor (cmd/kubeadm/app/phases/addons/dns/manifests.go). */
export function isCoreDns({ labels }: Pod): boolean {
  return labels["k8s-app"] === "kube-dns";
}

function sort(pods: readonly Pod[]): SortedPods {
  const suspect: Pod[] = [];
  const ofJobs: Pod[] = [];
  const ofDaemonSets: Pod[] = [];
  const components: Pod[] = [];
  const coreDns: Pod[] = [];
  for (const pod of pods) {
    if (!isPlainlyWell(pod)) suspect.push(pod);
    if (pod.owner?.kind === "Job") ofJobs.push(pod);
    else if (pod.owner?.kind === "DaemonSet") ofDaemonSets.push(pod);
    if (pod.namespace === "kube-system" && pod.labels.component) components.push(pod);
    if (isCoreDns(pod)) coreDns.push(pod);
  }
  return { suspect, ofJobs, ofDaemonSets, components, coreDns };
}

/** It runs, is ready, and nothing in it ever ended otherwise than it should. */
export function isPlainlyWell({ phase, ready, deletedAt, containers }: Pod): boolean {
  return phase === "Running" && ready && deletedAt === undefined && containers.every(isUntroubled);
}

function isUntroubled({ restarts, last, state, exitCode, reason }: Container): boolean {
  if (restarts > 0 || last !== undefined) return false;
  return state === "running" || (state === "terminated" && exitCode === 0 && reason !== "OOMKilled");
}
