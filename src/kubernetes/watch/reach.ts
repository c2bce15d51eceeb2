// How fresh a snapshot is as a whole: as good as the worst of its watches, and as young as the one that never rests.
import type { Reach } from "../cluster.ts";
import { isForbidden } from "../connection/failure.ts";
import type { Reflector } from "./reflector.ts";
import type { ReflectorState } from "./standing.ts";

type Watching = Pick<Reflector<unknown>, "state" | "lastSeen" | "isPulse">;

export function reachOf(reflectors: readonly Watching[], now: number): Reach {
  const states = reflectors.map((each) => each.state());
  const broken = states.filter((each) => each.state === "broken").toSorted(byWeight)[0];
  const connecting = states.filter((each) => each.state === "connecting").toSorted(byAge)[0];
  if (broken) {
    const { since, error } = broken;
    return { state: "unreachable", since, lastSeen: lastHeard(reflectors.filter(isAllowed)), error };
  }
  if (connecting) return { state: "connecting", since: connecting.since };
  return { state: "live", asOf: lastHeard(reflectors) ?? now };
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

/**
 * Others may be quiet for minutes because nothing happens; where they came over one network to one server, what one
 * hears speaks for all. Undefined while any was never heard: then the snapshot was never whole.
 */
function lastHeard(reflectors: readonly Watching[]): number | undefined {
  const seen = reflectors.map((each) => each.lastSeen());
  const known = seen.filter((at) => at !== undefined);
  if (known.length === 0 || known.length < seen.length) return undefined;
  return reflectors.find(({ isPulse }) => isPulse)?.lastSeen() ?? Math.min(...known);
}
