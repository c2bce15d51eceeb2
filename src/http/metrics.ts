// The numbers that Prometheus reads, computed when it asks. deploy/prometheus has rules over them.
import type { Source, Vitals } from "#src/health/vitals.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

export type Measured = {
  readonly clusters: readonly Pick<ClusterView, "name" | "snapshot">[];
  readonly vitals: Vitals;
  readonly requests: number;
  readonly failures: number;
  /** Whether the last heartbeat was taken; undefined where none is sent. */
  readonly heartbeat: boolean | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
};

export function renderMetrics({ clusters, vitals, requests, failures, heartbeat, now }: Measured): string {
  const { slack, storage, turnedMs } = vitals;
  return [
    ...metric("wheelhouse_slack_connections", "gauge", "Connections to Slack that are up.", [
      ["", slack.sockets],
    ]),
    ...metric("wheelhouse_slack_tokens_taken", "gauge", "1 while Slack takes the tokens.", [
      ["", slack.trouble === undefined ? 1 : 0],
    ]),
    ...metric("wheelhouse_database_writable", "gauge", "1 while the database can be written.", [
      ["", storage === undefined ? 1 : 0],
    ]),
    ...metric("wheelhouse_requests_total", "counter", "Lines that people sent.", [["", requests]]),
    ...metric("wheelhouse_failures_total", "counter", "Lines that ended in a failure of Wheelhouse's own.", [
      ["", failures],
    ]),
    ...metric(
      "wheelhouse_turn_age_seconds",
      "gauge",
      "Seconds since the loop around the rules last came round.",
      turnedMs === undefined ? [] : [["", turnedMs / 1_000]],
    ),
    ...metric(
      "wheelhouse_heartbeat_taken",
      "gauge",
      "1 while the heartbeat is taken; absent where none is sent.",
      heartbeat === undefined ? [] : [["", heartbeat ? 1 : 0]],
    ),
    ...clusterMetrics(clusters, now),
    ...sourceMetrics(vitals),
    ...metric("process_resident_memory_bytes", "gauge", "Resident memory.", [
      ["", process.memoryUsage.rss()],
    ]),
    "",
  ].join("\n");
}

function clusterMetrics(clusters: Measured["clusters"], now: number): readonly string[] {
  const snapshots = clusters.map(({ name, snapshot }) => ({ name, snapshot: snapshot() }));
  return [
    ...metric(
      "wheelhouse_cluster_reachable",
      "gauge",
      "1 while every watch of the cluster is live.",
      snapshots.map(({ name, snapshot }) => [label(name), snapshot.reach.state === "live" ? 1 : 0]),
    ),
    ...metric(
      "wheelhouse_cluster_data_age_seconds",
      "gauge",
      "Seconds since the quietest watch was last heard.",
      snapshots.flatMap(({ name, snapshot: { reach } }) => {
        const heard =
          reach.state === "live" ? reach.asOf : reach.state === "unreachable" ? reach.lastSeen : undefined;
        return heard === undefined ? [] : [[label(name), Math.max(0, now - heard) / 1_000] as const];
      }),
    ),
    ...metric(
      "wheelhouse_cluster_nodes",
      "gauge",
      "Nodes in the last snapshot.",
      snapshots.map(({ name, snapshot }) => [label(name), snapshot.nodes.length]),
    ),
  ];
}

function sourceMetrics({ clusters }: Vitals): readonly string[] {
  const sources = (kind: "watches" | "probes", value: (source: Source) => number | undefined): Sample[] =>
    clusters.flatMap((cluster) =>
      cluster[kind].flatMap((source): Sample[] => {
        const found = value(source);
        const names = `{cluster="${cluster.name}",${kind === "watches" ? "watch" : "probe"}="${source.name}"}`;
        return found === undefined ? [] : [[names, found]];
      }),
    );
  const seconds = ({ ageMs }: Source) => (ageMs === undefined ? undefined : ageMs / 1_000);
  const isGood = ({ state }: Source) => Number(state === "good");
  return [
    ...metric(
      "wheelhouse_watch_live",
      "gauge",
      "1 while the watch is connected.",
      sources("watches", isGood),
    ),
    ...metric(
      "wheelhouse_watch_age_seconds",
      "gauge",
      "Seconds since the watch was last heard.",
      sources("watches", seconds),
    ),
    ...metric(
      "wheelhouse_probe_good",
      "gauge",
      "1 while the newest reading says something about now.",
      sources("probes", isGood),
    ),
    ...metric(
      "wheelhouse_probe_age_seconds",
      "gauge",
      "Seconds since the newest reading.",
      sources("probes", seconds),
    ),
    ...metric(
      "wheelhouse_look_age_seconds",
      "gauge",
      "Seconds since the rules were last asked about the cluster, on the replica that asks them.",
      clusters.flatMap(({ name, lookedMs }) =>
        lookedMs === undefined ? [] : [[label(name), lookedMs / 1_000] as const],
      ),
    ),
  ];
}

type Sample = readonly [labels: string, value: number];

function metric(name: string, type: string, help: string, samples: readonly Sample[]): readonly string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}

/** Cluster names are lower-case letters, digits, dots and hyphens: nothing to escape. */
function label(cluster: string): string {
  return `{cluster="${cluster}"}`;
}
