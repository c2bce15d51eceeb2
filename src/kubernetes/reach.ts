// How fresh a snapshot is as a whole: as good as the worst of its watches.
import type { Reach } from "./cluster.ts";
import type { Reflector, ReflectorState } from "./reflector.ts";

type Watching = Pick<Reflector<unknown>, "state" | "lastSeen">;

export function reachOf(reflectors: readonly Watching[], now: number): Reach {
  const states = reflectors.map((each) => each.state());
  const broken = states.filter((each) => each.state === "broken").toSorted(byAge)[0];
  const connecting = states.filter((each) => each.state === "connecting").toSorted(byAge)[0];
  if (broken) {
    const { since, error } = broken;
    return { state: "unreachable", since, lastSeen: quietest(reflectors), error };
  }
  if (connecting) return { state: "connecting", since: connecting.since };
  return { state: "live", asOf: quietest(reflectors) ?? now };
}

type Aged = Extract<ReflectorState, { since: number }>;

function byAge(one: Aged, other: Aged): number {
  return one.since - other.since;
}

/** Undefined while any of them was never heard: then the snapshot was never whole. */
function quietest(reflectors: readonly Watching[]): number | undefined {
  const seen = reflectors.map((each) => each.lastSeen());
  const known = seen.filter((at) => at !== undefined);
  return known.length < seen.length ? undefined : Math.min(...known);
}
