// When a cluster has come to rest: no kubelet starts a pod any more, and no controller wants another one.
import { startsLater } from "./kubelet.ts";
import { settle } from "./loop.ts";
import type { World } from "./world.ts";

/** How long anybody waits for it: whose API server is dead comes to no rest. */
const patienceMs = 20_000;

/** Resolves when what was changed has had its consequences, at once where it has none. */
export async function untilAtRest(world: World): Promise<void> {
  const patience = AbortSignal.any([world.stopped, AbortSignal.timeout(patienceMs)]);
  while (!patience.aborted && !isAtRest(world)) await nextChange(world, patience);
}

function isAtRest(world: World): boolean {
  settle(world);
  return !world.store.list("pods").some((pod) => startsLater(world, pod));
}

function nextChange({ store }: World, patience: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe();
      patience.removeEventListener("abort", done);
      resolve();
    };
    const unsubscribe = store.subscribe(done);
    patience.addEventListener("abort", done, { once: true });
  });
}
