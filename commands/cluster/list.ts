// /k8s cluster list
import { z } from "zod";
import { problemsOf } from "#src/alerts/problems.ts";
import { defineQuery } from "#src/command/define.ts";
import { count } from "#src/text.ts";
import { freshnessOf } from "#src/view/freshness.ts";
import { nodesReady, podsRunning, verdictOn } from "#src/view/verdict.ts";

export default defineQuery({
  summary: "Every cluster and how it stands",
  role: "viewer",
  needsCluster: false,
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, now }) {
    const seen = clusters.map((cluster) => {
      const snapshot = cluster.snapshot();
      const verdict = verdictOn(cluster.name, snapshot, problemsOf({ ...snapshot, now }), now);
      return { cluster, snapshot, verdict };
    });
    const wrong = seen.filter(({ verdict }) => verdict.tone === "bad" || verdict.tone === "warning");
    return {
      headline: `${count(clusters.length, "cluster")}, ${wrong.length === 0 ? "all well" : `${wrong.length} with problems`}`,
      tone: wrong.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Cluster" },
              { title: "Verdict" },
              { title: "Nodes" },
              { title: "Pods" },
              { title: "API server" },
              { title: "Data" },
            ],
            rows: seen.map(({ cluster, snapshot, verdict }) => [
              cluster.name,
              verdict.headline,
              nodesReady(snapshot),
              podsRunning(snapshot),
              cluster.server(),
              freshnessOf(snapshot.reach, now).words,
            ]),
          },
        },
      ],
      buttons: [
        { label: "Refresh", line: "cluster list", how: "redraw" },
        ...clusters.slice(0, 4).map(({ name }) => ({
          label: `Status of ${name}`,
          line: `status --cluster=${name}`,
          how: "thread" as const,
        })),
      ],
    };
  },
});
