// /k8s cluster list
import { z } from "zod";
import { count } from "#src/base/text.ts";
import type { Tone } from "#src/card/answer.ts";
import { freshnessOf } from "#src/card/freshness.ts";
import { look } from "#src/card/look.ts";
import { problemsNow } from "#src/card/problems-now.ts";
import { nodesReady, podsWell, verdictOn } from "#src/card/verdict.ts";
import { defineQuery, type IncidentsView } from "#src/command/define.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Sight } from "#src/incident/sight.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

type Seen = Awaited<ReturnType<typeof see>>;

export default defineQuery({
  summary: "Every cluster and how it stands",
  role: "viewer",
  needs: "none",
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, incidents, now, signal }) {
    const all = await Promise.all(clusters.map((cluster) => see(cluster, incidents, { now, signal })));
    const seen = all.toSorted((a, b) => worst.indexOf(a.verdict.tone) - worst.indexOf(b.verdict.tone));
    const well = seen.filter(({ verdict }) => verdict.tone === "good").length;
    return {
      headline: `${count(clusters.length, "cluster")}, ${well === clusters.length ? "all" : well} well`,
      tone: seen[0]?.verdict.tone ?? "unknown",
      parts: [
        {
          kind: "table",
          table: {
            columns: ["Cluster", "State", "Nodes", "Pods", "Data", "API server"].map((title) => ({ title })),
            rows: seen.map(row),
          },
        },
        { kind: "list", lines: seen.flatMap(ailing) },
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

async function see(
  cluster: ClusterView,
  incidents: IncidentsView,
  at: { readonly now: number; readonly signal: AbortSignal },
) {
  const sight = await look(cluster, at);
  const problems = await problemsNow(sight, incidents);
  return { cluster, sight, problems, verdict: verdictOn(sight, problems) };
}

function row({ cluster, sight, problems, verdict }: Seen): readonly string[] {
  const { reach } = sight.snapshot;
  const then = reach.state === "unreachable" ? "last seen: " : "";
  return [
    cluster.name,
    stateOf(sight, problems, verdict.tone),
    `${then}${nodesReady(sight.snapshot)}`,
    `${then}${podsWell(sight)}`,
    freshnessOf(reach, sight.now).words,
    cluster.server(),
  ];
}

function stateOf({ snapshot }: Sight, problems: readonly Problem[], tone: Tone): string {
  if (snapshot.reach.state === "unreachable") return "unreachable";
  if (snapshot.reach.state === "connecting") return "still being read";
  if (snapshot.nodes.length === 0) return "no nodes";
  if (problems.length > 0) return count(problems.length, "problem");
  return tone === "good" ? "healthy" : "not known to be well";
}

/** Why a row is not green, in the words of its own status; what the row says by itself is not said again. */
function ailing({ sight: { snapshot }, verdict }: Seen): readonly string[] {
  const { reach, nodes } = snapshot;
  const isSaid = verdict.tone === "good" || reach.state === "connecting";
  return isSaid || (reach.state === "live" && nodes.length === 0) ? [] : [verdict.headline];
}
