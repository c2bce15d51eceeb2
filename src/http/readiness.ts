// Ready means: Slack can reach us, and for every cluster it is known whether it can be reached.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Health } from "./server.ts";

/** A cluster that is down does not make the bot unready: telling people about it is its job. */
export function readiness(sockets: number, clusters: readonly ClusterView[]): Health {
  const states = clusters.map(
    (cluster) => [`cluster ${cluster.name}`, cluster.snapshot().reach.state] as const,
  );
  return {
    ok: sockets > 0 && states.every(([, state]) => state !== "connecting"),
    checks: { slack: sockets > 0 ? `${sockets} connected` : "not connected", ...Object.fromEntries(states) },
  };
}
