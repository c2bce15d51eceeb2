// /k8s node show <node>
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { count, span } from "#src/base/text.ts";
import { causeIn } from "#src/card/event-message.ts";
import { findNode } from "#src/card/find.ts";
import { freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import { nodeFacts } from "#src/card/node-facts.ts";
import { nodeState } from "#src/card/node-rows.ts";
import { podTable, ratePods } from "#src/card/pod-rows.ts";
import { conditionLines, silenceFact } from "#src/card/status-facts.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import { isReady } from "#src/kubeadm/components.ts";

/** Of a node that is not ready, what was reported about it last. */
const shownEvents = 5;

export default defineQuery({
  summary: "One node: conditions, resources and the pods on it",
  role: "viewer",
  args: z.object({ node: nodeName }),
  positional: ["node"],
  async answer({ node: typed }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const snapshot = cluster.snapshot();
    const node = findNode(cluster, typed);
    const { name } = node;
    const pods = ratePods(
      snapshot.pods.filter((pod) => pod.node === name),
      snapshot,
    );
    const unwell = pods.filter(({ health }) => !health.healthy).length;
    const problems = problemsOf({ ...snapshot, now }).filter((problem) => isAbout(problem, name));
    const events =
      isReady(node) || snapshot.reach.state !== "live"
        ? undefined
        : await attempt(cluster.events({ namespace: undefined, about: { kind: "Node", name } }, signal));
    const lastEvents = events?.ok ? events.value.slice(0, shownEvents) : [];
    const broken = unreachable(snapshot.reach, now);
    return {
      headline: `${name} on ${cluster.name}: ${nodeState(node, now)}, ${podsSaid(pods.length, unwell)}`,
      tone: !isReady(node) ? "bad" : problems.length > 0 || unwell > 0 || broken ? "warning" : "good",
      parts: [
        ...(broken ? [{ kind: "text" as const, text: broken }] : []),
        { kind: "facts", facts: [...silenceFact(node, now), ...nodeFacts(node, snapshot, now)] },
        {
          kind: "list",
          title: lastEvents.length > 0 ? "Last events" : "",
          lines: lastEvents.map(
            (each) => `${span(now - each.lastAt)} ago ${each.reason}: ${causeIn(each.message)}`,
          ),
        },
        {
          kind: "list",
          title: "Conditions",
          lines: conditionLines([node], now),
        },
        { kind: "table", table: podTable(pods, now) },
      ],
      buttons: [
        { label: "Refresh", line: `node show ${name} --cluster=${cluster.name}`, how: "redraw" },
        { label: "Events", line: `event list --about=node/${name} --cluster=${cluster.name}`, how: "thread" },
      ],
      freshness: freshnessOf(snapshot.reach, now),
    };
  },
});

/** The node itself, or an agent on it: `pi-1/kube-proxy`. */
function isAbout({ subject: { kind, name } }: Problem, node: string): boolean {
  return kind === "Node" && (name === node || name.startsWith(`${node}/`));
}

function podsSaid(all: number, unwell: number): string {
  if (all === 0) return "no pods";
  return unwell === 0 ? `${count(all, "pod")}` : `${unwell} of ${count(all, "pod")} not well`;
}
