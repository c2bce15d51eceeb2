// The control loop: one pass of everything whenever something changed, and a heartbeat in between.
import { keepTokens } from "./bootstrap.ts";
import { countBudgets } from "./disruption.ts";
import { publishEndpoints } from "./endpoints.ts";
import { startPods } from "./kubelet.ts";
import { beat, lead } from "./leases.ts";
import { taintCordoned, watchNodes } from "./nodes.ts";
import { schedulePods } from "./schedule.ts";
import { reconcileWorkloads } from "./workloads.ts";
import type { World } from "./world.ts";

const MOST_PASSES = 20;
const UNWATCHED = new Set([
  "events",
  "coordination.k8s.io/leases",
  "discovery.k8s.io/endpointslices",
  "endpoints",
]);

/** Passes until nothing changes any more. */
export function settle(world: World): void {
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = world.store.version();
    watchNodes(world);
    taintCordoned(world);
    reconcileWorkloads(world);
    schedulePods(world);
    startPods(world);
    publishEndpoints(world);
    countBudgets(world);
    keepTokens(world);
    if (world.store.version() === before) return;
  }
}

/** Reacts to every change of the store as long as `awake` says so. Returns how to ask for a pass. */
export function react(world: Omit<World, "wake">, awake: () => boolean): () => void {
  let asked = false;
  const full: World = { ...world, wake };

  function wake(): void {
    if (asked || world.stopped.aborted) return;
    asked = true;
    setImmediate(() => {
      asked = false;
      if (awake() && !world.stopped.aborted) settle(full);
    });
  }

  world.store.subscribe(({ resource }) => {
    if (!UNWATCHED.has(resource)) wake();
  });
  return wake;
}

/** The leaders renew their Leases every two seconds where kubelets take ten. */
const LEADERS_BEATS = 5;

/** Beats until the world stops. */
export async function keepBeating(world: World, everyMs: number, awake: () => boolean): Promise<void> {
  for (let count = 1; !world.stopped.aborted; count += 1) {
    await world.clock.sleep(everyMs / LEADERS_BEATS, world.stopped);
    if (world.stopped.aborted || !awake()) continue;
    if (count % LEADERS_BEATS !== 0) {
      lead(world);
      continue;
    }
    beat(world);
    world.wake();
  }
}
