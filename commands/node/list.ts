// /k8s node list
import { z } from "zod";
import { freshnessOf, unreachable } from "#src/card/freshness.ts";
import { look } from "#src/card/look.ts";
import { extendedFacts, nodeTable } from "#src/card/node-rows.ts";
import { problemList } from "#src/card/problem-list.ts";
import { named, nodesReady, toneOf } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";

export default defineQuery({
  summary: "Every node, worst first",
  role: "viewer",
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, now, signal }) {
    const sight = await look(cluster, { now, signal });
    const { snapshot } = sight;
    const problems = problemsOf(sight).filter(isOfNode);
    const broken = unreachable(snapshot.reach, now);
    return {
      headline:
        broken ??
        `${cluster.name}: ${nodesReady(snapshot)}${problems.length > 0 ? `; ${named(problems)}` : ""}`,
      tone: broken ? "bad" : snapshot.reach.state === "live" ? toneOf(problems) : "unknown",
      parts: [
        problemList(problems, snapshot.reach, 6),
        { kind: "facts", facts: extendedFacts(snapshot) },
        {
          kind: "table",
          title: broken ? "Nodes when they were last seen" : "",
          table: nodeTable(snapshot, now),
        },
      ],
      buttons: [{ label: "Refresh", line: `node list --cluster=${cluster.name}`, how: "redraw" }],
      freshness: freshnessOf(snapshot.reach, now),
    };
  },
});

/** A node, its agents and its static pods; what else runs there is for `pod list`. */
function isOfNode({ nodes = [], subject: { kind, namespace } }: Problem): boolean {
  return nodes.length > 0 && (namespace === undefined || (kind === "Pod" && namespace === "kube-system"));
}
