// How fresh a snapshot is as a whole: as good as the worst of its watches.
import type { Reach } from "../cluster.ts";
import { isForbidden } from "../connection/failure.ts";
import type { Reflector, ReflectorState } from "./reflector.ts";

type Watching = Pick<Reflector<unknown>, "state" | "lastSeen">;

export function reachOf(reflectors: readonly Watching[], now: number): Reach {
  const states = reflectors.map((each) => each.state());
  const broken = states.filter((each) => each.state === "broken").toSorted(byWeight)[0];
  const connecting = states.filter((each) => each.state === "connecting").toSorted(byAge)[0];
  if (broken) {
    const { since, error } = broken;
    return { state: "unreachable", since, lastSeen: quietest(reflectors.filter(isAllowed)), error };
  }
  if (connecting) return { state: "connecting", since: connecting.since };
  return { state: "live", asOf: quietest(reflectors) ?? now };
}

type Aged = Extract<ReflectorState, { since: number }>;

function byAge(one: Aged, other: Aged): number {
  return one.since - other.since;
}

type Broken = Extract<ReflectorState, { state: "broken" }>;

/** A missing right concerns one resource; whatever else fails concerns all. */
function byWeight(one: Broken, other: Broken): number {
  return Number(isForbidden(one.error.cause)) - Number(isForbidden(other.error.cause)) || byAge(one, other);
}

function isAllowed({ state }: Watching): boolean {
  const now = state();
  return now.state !== "broken" || !isForbidden(now.error.cause);
}

/** Undefined while any of them was never heard: then the snapshot was never whole. */
function quietest(reflectors: readonly Watching[]): number | undefined {
  const seen = reflectors.map((each) => each.lastSeen());
  const known = seen.filter((at) => at !== undefined);
  return known.length === 0 || known.length < seen.length ? undefined : Math.min(...known);
}
