// The garbage collectors: what a deleted owner controlled goes with it, and the pods of a node that is no more.
import { nodeOf } from "./pods.ts";
import type { World } from "./world.ts";

const DEPENDENTS: Readonly<Record<string, readonly string[]>> = {
  "apps/deployments": ["apps/replicasets"],
  "apps/replicasets": ["pods"],
  "apps/statefulsets": ["pods"],
  "apps/daemonsets": ["pods"],
  "batch/cronjobs": ["batch/jobs"],
  "batch/jobs": ["pods"],
};

/** Deletes dependents as soon as their owner is deleted. */
export function collectGarbage(world: World): void {
  world.store.subscribe(async ({ type, resource, object }) => {
    if (type === "DELETED" && resource === "nodes") return collectPods(world, object.metadata.name);
    const dependents = DEPENDENTS[resource];
    if (type !== "DELETED" || dependents === undefined) return;
    await world.moving();
    const { namespace, uid } = object.metadata;
    for (const kind of dependents) {
      const owned = world.store
        .list(kind, namespace)
        .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
      for (const { metadata } of owned) world.store.remove(kind, namespace, metadata.name);
    }
  });
}

async function collectPods(world: World, node: string): Promise<void> {
  await world.moving();
  if (world.store.get("nodes", undefined, node)) return;
  for (const { metadata } of world.store.list("pods").filter((pod) => nodeOf(pod) === node))
    world.store.remove("pods", metadata.namespace, metadata.name);
}
