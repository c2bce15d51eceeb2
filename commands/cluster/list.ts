// /k8s cluster list
import { z } from "zod";
import { count } from "#src/base/text.ts";
import type { Tone } from "#src/card/answer.ts";
import { freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import { nodesReady, podsRunning, verdictOn } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";

export default defineQuery({
  summary: "Every cluster and how it stands",
  role: "viewer",
  needsCluster: false,
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, now, signal }) {
    await Promise.all(clusters.map((cluster) => settle(cluster, signal)));
    const seen = clusters
      .map((cluster) => {
        const snapshot = cluster.snapshot();
        const problems = problemsOf({ ...snapshot, now });
        return { cluster, snapshot, problems, verdict: verdictOn(cluster.name, snapshot, problems, now) };
      })
      .sort((a, b) => worst.indexOf(a.verdict.tone) - worst.indexOf(b.verdict.tone));
    const well = seen.filter(({ verdict }) => verdict.tone === "good").length;
    return {
      headline: `${count(clusters.length, "cluster")}, ${well === clusters.length ? "all" : well} well`,
      tone: seen[0]?.verdict.tone ?? "unknown",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Cluster" },
              { title: "State" },
              { title: "Nodes" },
              { title: "Pods" },
              { title: "Data" },
              { title: "API server" },
            ],
            rows: seen.map(({ cluster, snapshot, problems }) => [
              cluster.name,
              stateOf(snapshot, problems),
              nodesReady(snapshot),
              podsRunning(snapshot),
              freshnessOf(snapshot.reach, now).words,
              cluster.server(),
            ]),
          },
        },
        {
          kind: "list",
          lines: seen.flatMap(({ snapshot }) => unreachable(snapshot.reach, now) ?? []),
        },
      ],
      buttons: [
        { label: "Refresh", line: "cluster list", how: "redraw" },
        ...seen.slice(0, 4).map(({ cluster: { name } }) => ({
          label: `Status of ${name}`,
          line: `status --cluster=${name}`,
          how: "thread" as const,
        })),
      ],
    };
  },
});

const worst: readonly Tone[] = ["bad", "warning", "unknown", "neutral", "good"];

function stateOf({ reach, nodes }: Snapshot, problems: readonly Problem[]): string {
  if (reach.state === "unreachable") return "unreachable";
  if (reach.state === "connecting") return "still being read";
  if (nodes.length === 0) return "no nodes";
  const serious = problems.filter(({ severity }) => severity !== "info").length;
  return serious === 0 ? "healthy" : count(serious, "problem");
}
