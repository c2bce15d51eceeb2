// /k8s status [--details]
import { z } from "zod";
import type { Button, Part } from "#src/card/answer.ts";
import { adviceOn, freshnessOf } from "#src/card/freshness.ts";
import { look } from "#src/card/look.ts";
import { nodeTable } from "#src/card/node-rows.ts";
import { problemList } from "#src/card/problem-list.ts";
import {
  apiServerFact,
  asLastSeen,
  conditionLines,
  controlPlaneFact,
  coverageFacts,
  leaderFacts,
} from "#src/card/status-facts.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { ClusterView, Reach } from "#src/kubernetes/cluster.ts";

export default defineQuery({
  summary: "How a cluster is, worst first",
  role: "viewer",
  aliases: ["health", "how are you", "cluster status", "cluster show", "problems", "what is wrong"],
  args: z.object({
    details: z.boolean().default(false).meta({ description: "Every problem, condition and leader" }),
  }),
  positional: [],
  async answer({ details }, { cluster, now, signal }) {
    const sight = await look(cluster, { now, signal });
    const { snapshot } = sight;
    const problems = problemsOf(sight);
    const verdict = verdictOn(sight, problems);
    const freshness = freshnessOf(snapshot.reach, now);
    const advice = advicePart(snapshot.reach);
    if (snapshot.nodes.length === 0)
      return { ...verdict, parts: advice, buttons: [refresh(cluster)], freshness };

    const isLive = snapshot.reach.state === "live";
    const components = [...controlPlaneFact(snapshot), ...coverageFacts(snapshot)];
    const parts: Part[] = [
      ...advice,
      problemList(problems, snapshot.reach, details ? undefined : 6),
      {
        kind: "facts",
        facts: [
          ...(isLive ? apiServerFact(sight.probes.apiServer) : []),
          ...(isLive ? components : asLastSeen(components)),
          ...(details ? leaderFacts(snapshot, now) : []),
        ],
      },
      ...(details
        ? [{ kind: "list" as const, title: "Conditions", lines: conditionLines(snapshot.nodes, now) }]
        : []),
      {
        kind: "table",
        title: isLive ? "" : "Nodes when they were last seen",
        table: nodeTable(snapshot, now),
      },
    ];
    return { ...verdict, parts, buttons: buttonsFor(cluster, problems, details), freshness };
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

function buttonsFor(cluster: ClusterView, problems: readonly Problem[], details: boolean): readonly Button[] {
  const at = `--cluster=${cluster.name}`;
  const bySubject = Map.groupBy(
    problems,
    ({ subject }) => `${subject.kind}/${subject.namespace}/${subject.name}`,
  );
  const firsts = [...bySubject.values()].flatMap(([worst]) => worst?.remedies.slice(0, 1) ?? []);
  const remedies = [...new Set(firsts)].slice(0, 2);
  return [
    refresh(cluster, details),
    ...(details ? [] : [{ label: "Details", line: `status --details ${at}`, how: "thread" as const }]),
    ...remedies.map((line) => ({ label: shortLabel(line), line: `${line} ${at}`, how: "thread" as const })),
  ];
}

/** What fits a button on a phone: neither flags nor a namespace. */
function shortLabel(line: string): string {
  return line.replace(/ --\S+/g, "").replace(/[^\s/]+\//, "");
}

function refresh(cluster: ClusterView, details = false): Button {
  const line = ["status", ...(details ? ["--details"] : []), `--cluster=${cluster.name}`].join(" ");
  return { label: "Refresh", line, how: "redraw" };
}
