// The garbage collector: what a deleted owner controlled goes with it.
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
