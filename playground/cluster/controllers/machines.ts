// The levers on the machines: power, and what keeps containers from running.
import { type Fields, listAt, textAt } from "../object.ts";
import { writePodLogs } from "../seed/logs.ts";
import { afflictionOf, restart, run } from "./kubelet.ts";
import { nodeOf } from "./pods.ts";
import type { Affliction, World } from "./world.ts";

export type Machines = {
  /** The machine stops: no heartbeats, no logs; after the grace the node is Unknown. */
  readonly powerOff: (node: string) => void;
  readonly powerOn: (node: string) => void;
  readonly isOff: (node: string) => boolean;
  /** Matching pods, now and later, cannot run. */
  readonly afflict: (affliction: Affliction) => void;
  /** Ends an affliction: its pods run again. */
  readonly heal: (name: string) => void;
};

export function makeMachines(world: World): Machines {
  return {
    powerOff: (node) => {
      if (!world.off.has(node)) world.off.set(node, world.clock.now());
      world.wake();
      if (world.nodeGraceMs > 0) void world.clock.sleep(world.nodeGraceMs, world.stopped).then(world.wake);
    },
    isOff: (node) => world.off.has(node),
    powerOn: (node) => {
      world.off.delete(node);
      world.wake();
    },
    afflict: (affliction) => {
      if (world.afflictions.has(affliction.name)) return;
      world.afflictions.set(affliction.name, affliction);
      for (const pod of runningPods(world)) {
        if (afflictionOf(world, pod)?.name === affliction.name) run(world, pod, world.clock.now());
      }
    },
    heal: (name) => {
      const ill = runningPods(world).filter((pod) => afflictionOf(world, pod)?.name === name);
      // Whose image was missing has never run, so nothing starts again.
      const hasRun = world.afflictions.get(name)?.kind === "CrashLoopBackOff";
      world.afflictions.delete(name);
      for (const pod of ill) {
        if (hasRun) restart(world, pod);
        else run(world, pod, world.clock.now());
      }
    },
  };
}

/** What becomes of a pod that is being deleted: gone once its kubelet had time, never if the machine is off. */
export async function terminate(
  world: World,
  pod: { readonly namespace: string; readonly name: string },
  afterMs: number,
): Promise<void> {
  const uid = world.store.get("pods", pod.namespace, pod.name)?.metadata.uid;
  await world.clock.sleep(afterMs, world.stopped);
  await world.moving();
  const now = world.store.get("pods", pod.namespace, pod.name);
  if (world.stopped.aborted || now === undefined || now.metadata.uid !== uid) return;
  if (!world.off.has(nodeOf(now))) world.store.remove("pods", pod.namespace, pod.name);
}

/** Every pod that came up gets the log of its kind. */
export function keepLogs(world: World): void {
  world.store.subscribe(({ resource, object, previous }) => {
    if (resource === "pods" && hasBegun(object) && !hasBegun(previous)) writePodLogs(world, object);
  });
}

function hasBegun(pod: Fields | undefined): boolean {
  return (
    listAt(pod, "status.containerStatuses").length > 0 &&
    (textAt(pod, "status.phase") === "Running" || textAt(pod, "status.phase") === "Succeeded")
  );
}

function runningPods(world: World) {
  return world.store
    .list("pods")
    .filter((pod) => nodeOf(pod) !== "" && pod.metadata.deletionTimestamp === undefined);
}
