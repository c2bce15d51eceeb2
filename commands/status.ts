// /k8s status [--details]
import { z } from "zod";
import type { Button, Part } from "#src/card/answer.ts";
import { asidesIn } from "#src/card/asides.ts";
import { blindSpots } from "#src/card/blind-spots.ts";
import { adviceOn, freshnessOf } from "#src/card/freshness.ts";
import { withCauses } from "#src/card/likely-causes.ts";
import { look } from "#src/card/look.ts";
import { extendedFacts, nodeTable } from "#src/card/node-rows.ts";
import { problemList } from "#src/card/problem-list.ts";
import { problemsNow } from "#src/card/problems-now.ts";
import { remedyButtons } from "#src/card/remedy-buttons.ts";
import { restsOn } from "#src/card/rests-on.ts";
import {
  apiServerFact,
  asLastSeen,
  conditionLines,
  controlPlaneFact,
  coverageFacts,
  leaderFacts,
} from "#src/card/status-facts.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { waitingRequests } from "#src/card/waiting-requests.ts";
import { defineQuery } from "#src/command/define.ts";
import type { ClusterView, Reach } from "#src/kubernetes/cluster.ts";

export default defineQuery({
  summary: "How a cluster is, worst first",
  role: "viewer",
  aliases: ["health", "how are you", "cluster status", "cluster show", "problems", "what is wrong"],
  args: z.object({
    details: z
      .boolean()
      .default(false)
      .meta({ description: "Every problem, condition, leader, watch and probe" }),
  }),
  positional: [],
  async answer({ details }, { cluster, commands, incidents, now, signal }) {
    const sight = await look(cluster, { now, signal });
    const { snapshot } = sight;
    const found = await problemsNow(sight, incidents);
    const [explained, requests] = await Promise.all([
      withCauses(found, cluster, signal),
      waitingRequests(cluster, { now, signal }),
    ]);
    const isLive = snapshot.reach.state === "live";
    const asides = isLive ? asidesIn(sight, found, requests) : [];
    const verdict = verdictOn(sight, found, asides);
    const problems = [...explained, ...asides, ...(isLive ? blindSpots(sight) : [])];
    const freshness = freshnessOf(snapshot.reach, now);
    const advice = advicePart(snapshot.reach);
    if (snapshot.nodes.length === 0)
      return { ...verdict, parts: advice, buttons: [refresh(cluster)], freshness };

    const components = [...controlPlaneFact(snapshot), ...coverageFacts(snapshot)];
    const parts: Part[] = [
      ...advice,
      problemList(problems, snapshot.reach, details ? undefined : 6),
      {
        kind: "facts",
        facts: [
          ...(isLive ? apiServerFact(sight.probes.apiServer) : []),
          ...(isLive ? components : asLastSeen(components)),
          ...extendedFacts(snapshot),
          ...(details ? leaderFacts(snapshot, now) : []),
        ],
      },
      ...(details
        ? [
            { kind: "list" as const, title: "Conditions", lines: conditionLines(snapshot.nodes, now) },
            { kind: "list" as const, title: "What this rests on", lines: restsOn(cluster, now) },
          ]
        : []),
      {
        kind: "table",
        title: isLive ? "" : "Nodes when they were last seen",
        table: nodeTable(snapshot, now),
      },
    ];
    const buttons = [
      refresh(cluster, details),
      ...(details ? [] : [more(cluster)]),
      ...remedyButtons(problems, { commands, cluster: cluster.name, most: 3 }),
    ];
    return { ...verdict, parts, buttons, freshness };
  },
});

function advicePart(reach: Reach): readonly Part[] {
  const text = adviceOn(reach);
  const shell = reach.state === "unreachable" ? reach.error.shell.join("\n") : "";
  return [
    ...(text === "" ? [] : [{ kind: "text" as const, text }]),
    ...(shell === "" ? [] : [{ kind: "code" as const, text: shell }]),
  ];
}

function more(cluster: ClusterView): Button {
  return { label: "Details", line: `status --details --cluster=${cluster.name}`, how: "thread" };
}

function refresh(cluster: ClusterView, details = false): Button {
  const line = ["status", ...(details ? ["--details"] : []), `--cluster=${cluster.name}`].join(" ");
  return { label: "Refresh", line, how: "redraw" };
}
