// What rules and verdicts see of a cluster: what is watched, and the probes beside it.
import { UnreachableError } from "#src/base/errors.ts";
import type { ClusterView, Reach, Snapshot } from "#src/kubernetes/cluster.ts";
import type { Reading } from "#src/kubernetes/probe.ts";
import type { ProbeName, Readings, Value } from "#src/kubernetes/probes.ts";

export type Sight = {
  /** Its name. */
  readonly cluster: string;
  /** The time of looking, epoch milliseconds. */
  readonly now: number;
  readonly snapshot: Snapshot;
  readonly probes: Readings;
};

export function sightOf(cluster: ClusterView, now: number): Sight {
  const snapshot = cluster.snapshot();
  // What nobody reads here is nothing, not unknown: no incident of it is ever seen again.
  const off = cluster.probesOff.map((name) => [name, { at: now, until: now, value: [] }]);
  const probes: Readings = { ...Object.fromEntries(off), ...cluster.probes() };
  return {
    cluster: cluster.name,
    now,
    snapshot: { ...snapshot, reach: reachAfter(snapshot.reach, probes.apiServer, now) },
    probes,
  };
}

/** The API server's silence on a direct question is news that the watches have not heard yet. */
export function reachAfter(reach: Reach, reading: Reading<unknown> | undefined, now: number): Reach {
  if (reach.state !== "live" || !reading || !("error" in reading) || now > reading.until) return reach;
  if (!(reading.error instanceof UnreachableError)) return reach;
  return { state: "unreachable", since: reading.at, lastSeen: reach.asOf, error: reading.error };
}

/** What the named probes say about now; undefined when one of them failed, is too old or was never made. */
export function good<Name extends ProbeName>(
  { probes, now }: Pick<Sight, "probes" | "now">,
  names: readonly Name[],
): { readonly [Each in Name]: Value<Each> } | undefined {
  const values = names.flatMap((name) => {
    const reading: Reading<unknown> | undefined = probes[name];
    return reading && "value" in reading && now <= reading.until ? [[name, reading.value] as const] : [];
  });
  if (values.length < names.length) return undefined;
  return Object.fromEntries(values) as { readonly [Each in Name]: Value<Each> }; // Each is its own probe's.
}
