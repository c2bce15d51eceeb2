// The pods that a drain sends elsewhere, and whether there is an elsewhere.
import { controllerOf, sayController } from "../controller.ts";
import { isFinished } from "../pod-health.ts";
import { barrier, type Homeless, homeless, type Moving, otherNodes, wishesOf } from "./places.ts";
import type { DrainFacts } from "./read-drain.ts";
import { pinned } from "./volumes.ts";

/** Those that something makes anew on another node. */
export function movingIn({ going, rollouts }: DrainFacts): readonly Moving[] {
  return going
    .map(({ pod }) => ({ pod, rollout: rollouts.get(sayController(controllerOf(pod))) }))
    .filter(({ pod }) => pod.owner !== undefined && pod.owner.kind !== "DaemonSet" && !isFinished(pod));
}

export function homelessIn(facts: DrainFacts): readonly Homeless[] {
  const { nodes, node, pods } = facts;
  return homeless(movingIn(facts), otherNodes(nodes, node.name), pods);
}

/** Why each of the other nodes would not take the bot's own pod; undefined when one would, or it is not here. */
export function selfBarriers(facts: DrainFacts): readonly string[] | undefined {
  const { self, nodes, pods, node, volumes, rollouts, labels } = facts;
  if (!self) return undefined;
  const moving = { pod: self, rollout: rollouts.get(sayController(controllerOf(self))) };
  const others = nodes.filter(({ name }) => name !== node.name);
  const whys = others.map((other) => {
    const barred = barrier(other, wishesOf(moving), labels.get(other.name));
    if (barred !== undefined) return `${other.name} ${barred}`;
    if (homeless([moving], [other], pods).length > 0) return `${other.name} has no room for it`;
    return pinned([self], volumes, [other], labels).length > 0
      ? `${other.name} does not reach its volume`
      : undefined;
  });
  return whys.every((why) => why !== undefined) ? whys : undefined;
}
