// One node that can be cordoned, and what was asked of it.
import type { Cluster } from "#src/kubernetes/cluster.ts";
import { givenCluster, givenNode } from "../given.ts";

type Patch = Parameters<Cluster["setUnschedulable"]>[1];

export function givenOneNode({
  unschedulable = false,
  annotations = {} as Readonly<Record<string, string>>,
  /** Who wrote that it takes no pods. */
  cordonedWith = undefined as string | undefined,
} = {}) {
  const patches: Patch[] = [];
  let facts = {
    ...givenNode({ unschedulable }),
    resourceVersion: "1",
    labels: {},
    annotations,
    cordonedWith,
  };
  const cluster = {
    ...givenCluster({ fresh: { node: async (name) => (name === facts.name ? facts : undefined) } }),
    setUnschedulable: async (_node: string, patch: Patch) => {
      patches.push(patch);
      facts = { ...facts, unschedulable: patch.unschedulable };
    },
  };
  // Only the one verb is used.
  return { cluster: cluster as unknown as Cluster, patches };
}
