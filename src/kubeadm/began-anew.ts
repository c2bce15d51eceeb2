// When a node's containers all began anew, as they do after a reboot: told by how the run before ended, since no Node says when it booted. Pure.
import type { Pod } from "#src/kubernetes/objects.ts";
import { sortedPods } from "./sorted-pods.ts";

/** Of each node whose static pods and agents have all been started anew: when the last run of the first of them had ended. */
export function beganAnew(pods: readonly Pod[]): ReadonlyMap<string, number> {
  const { components, ofDaemonSets } = sortedPods(pods);
  const own = [...components, ...ofDaemonSets].filter(
    ({ phase, node }) => phase === "Running" && node !== "",
  );
  const byNode = Map.groupBy(own, ({ node }) => node);
  return new Map(
    [...byNode].flatMap(([node, all]) => {
      const ends = all.map(lastEnd);
      return ends.every((end) => end !== undefined) ? [[node, Math.min(...ends)] as const] : [];
    }),
  );
}

/** The runtime ends what a power cut has cut once it is back: `Unknown`, 255. One that never ended has run through. */
function lastEnd({ containers }: Pod): number | undefined {
  const ends = containers.flatMap(({ init, last }) => (!init && last ? [last.finishedAt] : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}
