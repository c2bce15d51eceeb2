// Since when a node is not ready.
import type { Node } from "#src/kubernetes/objects.ts";

/** By its own condition; of one that never reported, since it exists. */
export function silentSince({ conditions, createdAt }: Node): number {
  return conditions.find(({ type }) => type === "Ready")?.since ?? createdAt;
}
