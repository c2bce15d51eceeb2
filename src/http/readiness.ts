// Ready means: Slack can reach us and takes our tokens, the database can be written, and for every cluster it is known whether it can be reached.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Health } from "./server.ts";

type Known = {
  readonly sockets: number;
  /** Why Slack does not take a token any more. */
  readonly trouble: string | undefined;
  /** Why the database cannot be written. */
  readonly storage: string | undefined;
  readonly clusters: readonly ClusterView[];
};

/** A cluster that is down does not make the bot unready: telling people about it is its job. */
export function readiness({ sockets, trouble, storage, clusters }: Known): Health {
  const states = clusters.map(
    (cluster) => [`cluster ${cluster.name}`, cluster.snapshot().reach.state] as const,
  );
  const slack = trouble ?? (sockets > 0 ? `${sockets} connected` : "not connected");
  const isKnown = states.every(([, state]) => state !== "connecting");
  return {
    ok: trouble === undefined && storage === undefined && sockets > 0 && isKnown,
    checks: { slack, database: storage ?? "writable", ...Object.fromEntries(states) },
  };
}
