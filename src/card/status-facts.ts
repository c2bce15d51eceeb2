// The facts of a status answer besides its nodes.

import { count, few, listed, span } from "#src/base/text.ts";
import { agents, controlPlaneOf, coverageOf, isControlPlane, isReady } from "#src/kubeadm/components.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { ServerHealth } from "#src/kubernetes/facts.ts";
import type { Condition, Node } from "#src/kubernetes/objects.ts";
import type { Reading } from "#src/kubernetes/probe.ts";

type Fact = readonly [label: string, value: string];

export function apiServerFact(reading: Reading<ServerHealth> | undefined): readonly Fact[] {
  if (!reading) return [];
  if ("error" in reading) return [["API server", `🔴 ${reading.error.message}`]];
  const { version, latencyMs, ready, checks } = reading.value;
  const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const state = ready ? "ready" : `not ready${failing.length > 0 ? `, failing: ${few(failing, 5)}` : ""}`;
  return [["API server", `${ready ? "🟢" : "🔴"} ${version}, ${state}, ${Math.round(latencyMs)} ms`]];
}

export function controlPlaneFact({ nodes, pods }: Snapshot): readonly Fact[] {
  const states = controlPlaneOf(nodes, pods);
  if (states.length === 0) return [["Control plane", "🔵 no control-plane node is known"]];
  const wrong = states.filter(({ ready }) => !ready);
  const names = [...new Set(states.map(({ component }) => component))];
  const on = count(nodes.filter(isControlPlane).length, "node");
  if (wrong.length === 0) return [["Control plane", `🟢 ${listed(names)} ready on ${on}`]];
  const places = Map.groupBy(wrong, ({ node, pod }) => `${pod ? "not ready" : "missing"} on ${node}`);
  const said = [...places].map(
    ([where, found]) => `${listed(found.map(({ component }) => component))} ${where}`,
  );
  return [["Control plane", `🔴 ${few(said, 5)}`]];
}

export function coverageFacts(snapshot: Snapshot): readonly Fact[] {
  const coverage = coverageOf(snapshot);
  return agents.map((agent) => {
    const { installed, on } = coverage[agent];
    if (!installed) return [agent, agent === "kube-proxy" ? "🔵 not installed" : "⚪ none recognised"];
    const expected = [...on].filter(([, presence]) => presence !== "absent");
    const wrong = expected.filter(([, presence]) => presence !== "ready");
    const ready = expected.length - wrong.length;
    const said = [...Map.groupBy(wrong, ([, presence]) => presence)].map(
      ([presence, on]) =>
        `${presence} on ${few(
          on.map(([node]) => node),
          5,
        )}`,
    );
    const dot = wrong.length === 0 ? "🟢" : ready > 0 && agent === "CoreDNS" ? "🟡" : "🔴";
    return [agent, `${dot} ${[...said, `ready on ${count(ready, "node")}`].join("; ")}`];
  });
}

export function leaderFacts({ leases }: Snapshot, now: number): readonly Fact[] {
  return leases
    .filter(({ name }) => name === "kube-scheduler" || name === "kube-controller-manager")
    .map(({ name, holder, renewedAt }) => [
      `${name} leader`,
      `${holder.split("_")[0] || "nobody"}, renewed ${span(now - renewedAt)} ago`,
    ]);
}

/**
 * Conditions worth reading: those that are not at their usual value first, then everything about Ready. Which of them
 * are bad is a rule's business.
 */
export function conditionLines(nodes: readonly Node[], now: number): readonly string[] {
  const all = nodes.flatMap((node) =>
    readyFirst(node.conditions).map((condition) => ({
      condition,
      isUnusual: isUnusual(condition),
      line: `${node.name}: ${conditionLine(condition, now)}`,
    })),
  );
  return [
    ...all.filter((each) => each.isUnusual),
    ...all.filter((each) => !each.isUnusual && each.condition.type === "Ready"),
  ].map(({ line }) => line);
}

/** When a kubelet falls silent all conditions become unknown, and Ready is the one that matters. */
function readyFirst(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.toSorted((a, b) => Number(b.type === "Ready") - Number(a.type === "Ready"));
}

function isUnusual({ type, status }: Condition): boolean {
  return type === "Ready" ? status !== "True" : status !== "False";
}

/** `Ready=Unknown for 4 min (NodeStatusUnknown: Kubelet stopped posting node status.)` */
function conditionLine({ type, status, reason, message, since }: Condition, now: number): string {
  const why = [reason, message].filter(Boolean).join(": ");
  return `${type}=${status} for ${span(now - since)}${why ? ` (${why})` : ""}`;
}

/** The last word about a node that is not ready, and since when; nothing about a ready one. */
export function silenceFact(node: Node, now: number): readonly Fact[] {
  if (isReady(node)) return [];
  const ready = node.conditions.find(({ type }) => type === "Ready");
  if (!ready)
    return [
      [
        "Not ready",
        `🔴 the kubelet has not reported in the ${span(now - node.createdAt)} since the node was made`,
      ],
    ];
  const said = ready.message || ready.reason || "no reason given";
  const since = `${new Date(ready.since).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return [["Not ready", `🔴 for ${span(now - ready.since)}, since ${since}: ${said}`]];
}

/** The same facts as memories: without the colours of now. */
export function asLastSeen(facts: readonly Fact[]): readonly Fact[] {
  return facts.map(([label, value]) => [label, value.replace(/^(?:🟢|🟡|🔴|🔵) /u, "⚪ last seen: ")]);
}
