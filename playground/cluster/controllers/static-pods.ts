// Static pods: the API shows mirrors of them, and whoever deletes a mirror gets another one.
import type { KubeObject } from "../object.ts";
import { nodeOf } from "./pods.ts";
import type { World } from "./world.ts";

const MIRROR = "kubernetes.io/config.mirror";

/** The kubelet of a machine that is on puts a deleted mirror pod back; the container goes on running all the while. */
export function keepMirrorPods(world: World): void {
  world.store.subscribe(({ type, resource, object }) => {
    if (type !== "DELETED" || resource !== "pods" || object.metadata.annotations?.[MIRROR] === undefined)
      return;
    const node = nodeOf(object);
    if (world.off.has(node) || world.store.get("nodes", undefined, node) === undefined) return;
    setImmediate(async () => {
      await world.moving();
      const { namespace, name } = object.metadata;
      const isGone = world.store.get("pods", namespace, name) === undefined;
      if (isGone && !world.stopped.aborted) world.store.put(mirrorOf(object));
    });
  });
}

function mirrorOf({ metadata, ...rest }: KubeObject) {
  const { name, namespace, labels, annotations, ownerReferences } = metadata;
  return { ...rest, metadata: { name, namespace, labels, annotations, ownerReferences } };
}
