// One look at a cluster for a direct question, so that whoever asks, wherever, sees the same.

import { type Sight, sightOf } from "#src/incident/sight.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { settle } from "./freshness.ts";

/** Waits a moment for the first lists and for the API server's own word. */
export async function look(
  cluster: ClusterView,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<Sight> {
  await settle(cluster, signal);
  if (cluster.snapshot().reach.state === "live") await cluster.probe("apiServer", signal);
  return sightOf(cluster, now);
}
