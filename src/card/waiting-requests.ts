// Certificate requests that wait, each with whether anything stands against it.
import { attempt } from "#src/base/outcome.ts";
import { whyNotOurs } from "#src/kubeadm/serving/find-request.ts";
import { isPending, problemsOf } from "#src/kubeadm/serving/serving-request.ts";
import { surroundingsOf } from "#src/kubeadm/serving/surroundings.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";

export type Waiting = { readonly request: CertificateRequest; readonly isGood: boolean };

/** Who may not read them hears of the rest all the same: then there are none. */
export async function waitingRequests(
  cluster: ClusterView,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<readonly Waiting[]> {
  if (cluster.snapshot().reach.state !== "live") return [];
  const read = await attempt(judged(cluster, now, signal));
  return read.ok ? read.value : [];
}

async function judged(cluster: ClusterView, now: number, signal: AbortSignal): Promise<readonly Waiting[]> {
  const pending = (await cluster.certificateRequests(signal)).filter(isPending);
  if (pending.length === 0) return [];
  const around = await surroundingsOf(cluster, signal);
  return pending.map((request) => ({
    request,
    isGood: whyNotOurs(request) === undefined && problemsOf(request, around, now).length === 0,
  }));
}
