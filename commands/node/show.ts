// /k8s node show <node>
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { count, span } from "#src/base/text.ts";
import type { Tone } from "#src/card/answer.ts";
import { asidesIn } from "#src/card/asides.ts";
import { findNode } from "#src/card/find.ts";
import { freshnessOf, unreachable } from "#src/card/freshness.ts";
import { withCauses } from "#src/card/likely-causes.ts";
import { look } from "#src/card/look.ts";
import { nodeFacts } from "#src/card/node-facts.ts";
import { nodeState } from "#src/card/node-rows.ts";
import { podTable, ratePods } from "#src/card/pod-rows.ts";
import { problemList } from "#src/card/problem-list.ts";
import { remedyButtons } from "#src/card/remedy-buttons.ts";
import { conditionLines, silenceFact } from "#src/card/status-facts.ts";
import { isWrong, named, toneOf } from "#src/card/verdict.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { causeIn } from "#src/kubeadm/event-message.ts";
import type { Reach } from "#src/kubernetes/cluster.ts";

/** Of a node that is not ready, what was reported about it last. */
const shownEvents = 5;

export default defineQuery({
  summary: "One node: conditions, resources and the pods on it",
  role: "viewer",
  args: z.object({ node: nodeName }),
  positional: ["node"],
  async answer({ node: typed }, { cluster, commands, now, signal }) {
    const sight = await look(cluster, { now, signal });
    const { snapshot } = sight;
    const node = findNode(cluster, typed);
    const { name } = node;
    const pods = ratePods(
      snapshot.pods.filter((pod) => pod.node === name),
      snapshot,
    );
    const unwell = pods.filter(({ health }) => !health.healthy).length;
    const broken = unreachable(snapshot.reach, now);
    const found = problemsOf(sight);
    const here = ({ nodes }: Problem) => nodes?.includes(name) ?? false;
    const unexplained = found.filter(here);
    const problems = await withCauses(unexplained, cluster, signal);
    const asides = broken ? [] : asidesIn(sight, found).filter(here);
    const events =
      isReady(node) || snapshot.reach.state !== "live"
        ? undefined
        : await attempt(cluster.events({ namespace: undefined, about: { kind: "Node", name } }, signal));
    const lastEvents = events?.ok ? events.value.slice(0, shownEvents) : [];
    // A silent node's facts begin with its silence.
    const listed = isReady(node) ? problems : problems.filter(isBeside);
    const then = broken ? " when they were last seen" : "";
    return {
      headline: broken
        ? `${name}: ${broken}`
        : `${name} on ${cluster.name}: ${nodeState(node, now)}, ${podsSaid(pods.length, unwell)}${naming(unexplained)}`,
      tone: broken ? "bad" : toneOfNode(problems, { unwell, asides: asides.length }, snapshot.reach),
      parts: [
        ...(listed.length > 0 ? [problemList(listed, snapshot.reach)] : []),
        {
          kind: "facts",
          facts: [
            ...(broken
              ? [["Last seen", `${nodeState(node, now)}, ${podsSaid(pods.length, unwell)}`] as const]
              : []),
            ...silenceFact(node, now),
            ...nodeFacts(node, snapshot, now),
          ],
        },
        {
          kind: "list",
          title: lastEvents.length > 0 ? "Last events" : "",
          lines: lastEvents.map(
            (each) => `${span(now - each.lastAt)} ago ${each.reason}: ${causeIn(each.message)}`,
          ),
        },
        {
          kind: "list",
          title: `Conditions${then}`,
          lines: conditionLines([node], now),
        },
        { kind: "table", title: broken ? `Pods${then}` : "", table: podTable(pods, now) },
      ],
      buttons: [
        { label: "Refresh", line: `node show ${name} --cluster=${cluster.name}`, how: "redraw" },
        { label: "Events", line: `event list --about=node/${name} --cluster=${cluster.name}`, how: "thread" },
        ...remedyButtons(withoutItself([...problems, ...asides], name), {
          ...{ commands, cluster: cluster.name, most: 3 },
        }),
      ],
      freshness: freshnessOf(snapshot.reach, now),
    };
  },
});

/** What is not well without a rule that names it. */
type Unnamed = { readonly unwell: number; readonly asides: number };

/** Never green above a problem, nor when what is shown may be old. */
function toneOfNode(problems: readonly Problem[], { unwell, asides }: Unnamed, reach: Reach): Tone {
  if (problems.some(isWrong)) return toneOf(problems);
  if (unwell > 0) return "warning";
  if (reach.state !== "live") return "unknown";
  return asides > 0 ? "neutral" : toneOf(problems);
}

/** What this answer shows already. */
function withoutItself(problems: readonly Problem[], name: string): readonly Problem[] {
  const shown = [`node show ${name}`, `event list --about=node/${name}`];
  return problems.map((problem) => ({
    ...problem,
    remedies: problem.remedies.filter((line) => !shown.includes(line)),
  }));
}

function isBeside({ subject }: Problem): boolean {
  return subject.kind !== "Node";
}

/** The state says it already when the node itself is silent. */
function naming(problems: readonly Problem[]): string {
  const unsaid = problems.filter(isBeside);
  return unsaid.length > 0 ? `; ${named(unsaid)}` : "";
}

function podsSaid(all: number, unwell: number): string {
  if (all === 0) return "no pods";
  return unwell === 0 ? `${count(all, "pod")}` : `${unwell} of ${count(all, "pod")} not well`;
}
