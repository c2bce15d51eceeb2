// How the watcher itself is: Slack, the database, the looks, and of each cluster every watch and probe with its age.
import type { ClusterView, Reach } from "#src/kubernetes/cluster.ts";

/** Something that is heard or read now and then. Its age is in milliseconds; undefined when it never was. */
export type Source = {
  readonly name: string;
  /** `old`: it was good once, and says nothing about now. */
  readonly state: "good" | "connecting" | "broken" | "old";
  readonly ageMs: number | undefined;
};

export type ClusterVitals = {
  readonly name: string;
  readonly reach: Reach["state"];
  readonly watches: readonly Source[];
  readonly probes: readonly Source[];
  /** Since the rules were last asked about it here; undefined where another replica asks them, or nobody has yet. */
  readonly lookedMs: number | undefined;
  /** It was shut down from here, and nobody has woken it yet: that nothing is heard of it says nothing about us. */
  readonly isShutDown?: boolean;
};

export type Vitals = {
  readonly slack: { readonly sockets: number; readonly trouble: string | undefined };
  /** Why the database cannot be written. */
  readonly storage: string | undefined;
  /** Since the loop around the rules last came round, whoever has the duty; undefined before it began. */
  readonly turnedMs: number | undefined;
  readonly clusters: readonly ClusterVitals[];
};

type Cluster = Pick<ClusterView, "name" | "snapshot" | "watches" | "probes">;

export function vitalsOf(
  cluster: Cluster,
  { now, ...more }: { readonly now: number } & Pick<ClusterVitals, "lookedMs" | "isShutDown">,
): ClusterVitals {
  const { name } = cluster;
  return {
    ...{ name, ...more, reach: cluster.snapshot().reach.state },
    watches: cluster.watches().map((watch) => ({
      name: watch.name,
      state: watch.state === "live" ? "good" : watch.state,
      ageMs: ageOf(watch.lastSeen, now),
    })),
    probes: Object.entries(cluster.probes()).map(([probe, reading]) => ({
      name: probe,
      state: "error" in reading ? "broken" : now > reading.until ? "old" : "good",
      ageMs: ageOf(reading.at, now),
    })),
  };
}

function ageOf(at: number | undefined, now: number): number | undefined {
  return at === undefined ? undefined : Math.max(0, now - at);
}
