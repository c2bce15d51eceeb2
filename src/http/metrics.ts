// The numbers that Prometheus reads, computed when it asks.
import type { ClusterView } from "#src/kubernetes/cluster.ts";

export type Measured = {
  readonly clusters: readonly ClusterView[];
  readonly sockets: number;
  readonly requests: number;
  readonly failures: number;
  /** Epoch milliseconds. */
  readonly now: number;
};

export function renderMetrics({ clusters, sockets, requests, failures, now }: Measured): string {
  const snapshots = clusters.map((cluster) => ({ name: cluster.name, snapshot: cluster.snapshot() }));
  return [
    ...metric("wheelhouse_slack_connections", "gauge", "Connections to Slack that are up.", [["", sockets]]),
    ...metric("wheelhouse_requests_total", "counter", "Lines that people sent.", [["", requests]]),
    ...metric("wheelhouse_failures_total", "counter", "Lines that ended in a failure of Wheelhouse's own.", [
      ["", failures],
    ]),
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
    ...metric("process_resident_memory_bytes", "gauge", "Resident memory.", [
      ["", process.memoryUsage.rss()],
    ]),
    "",
  ].join("\n");
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
