// Clusters without a fence, for tests that are about something else: only tests have one.
import type { Cluster, ClusterConnection, FencedCluster } from "#src/kubernetes/cluster.ts";

export type Unfenced = ClusterConnection & Cluster;

/** Whatever is asked of it is sent. */
export function unfenced(connection: ClusterConnection): Unfenced {
  return { ...connection, ...connection.fenced(() => undefined) };
}

/** A simulated one, whose verbs send nothing. */
export function fenceable(cluster: Cluster): FencedCluster {
  return { ...cluster, fenced: () => cluster };
}
