// /k8s node list
import { z } from "zod";
import { asidesIn } from "#src/card/asides.ts";
import { freshnessOf, unreachable } from "#src/card/freshness.ts";
import { withCauses } from "#src/card/likely-causes.ts";
import { look } from "#src/card/look.ts";
import { extendedFacts, nodeTable } from "#src/card/node-rows.ts";
import { problemList } from "#src/card/problem-list.ts";
import { remedyButtons } from "#src/card/remedy-buttons.ts";
import { named, nodesReady, toneOf } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";

export default defineQuery({
  summary: "Every node, worst first",
  role: "viewer",
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, commands, now, signal }) {
    const sight = await look(cluster, { now, signal });
    const { snapshot } = sight;
    const found = problemsOf(sight);
    const problems = await withCauses(found.filter(isOfNode), cluster, signal);
    const broken = unreachable(snapshot.reach, now);
    const asides = broken ? [] : asidesIn(sight, found).filter(({ subject }) => subject.kind === "Node");
    const all = [...problems, ...asides];
    return {
      headline:
        broken ??
        `${cluster.name}: ${nodesReady(snapshot)}${problems.length > 0 ? `; ${named(problems)}` : ""}`,
      tone: broken ? "bad" : snapshot.reach.state === "live" ? toneOf(all) : "unknown",
      parts: [
        problemList(all, snapshot.reach, 6),
        { kind: "facts", facts: extendedFacts(snapshot) },
        {
          kind: "table",
          title: broken ? "Nodes when they were last seen" : "",
          table: nodeTable(snapshot, now),
        },
      ],
      buttons: [
        { label: "Refresh", line: `node list --cluster=${cluster.name}`, how: "redraw" },
        ...remedyButtons(all, { commands, cluster: cluster.name, most: 3 }),
      ],
      freshness: freshnessOf(snapshot.reach, now),
    };
  },
});

/** A node, its agents and its static pods; what else runs there is for `pod list`. */
function isOfNode({ nodes = [], subject: { kind, namespace } }: Problem): boolean {
  return nodes.length > 0 && (namespace === undefined || (kind === "Pod" && namespace === "kube-system"));
}
