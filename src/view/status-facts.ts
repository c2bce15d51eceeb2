// The facts of a status answer besides its nodes.
import { agents, controlPlaneOf, coverageOf, isControlPlane } from "#src/kubeadm/components.ts";
import type { ServerHealth, Snapshot } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { Outcome } from "#src/outcome.ts";
import { count, listed, span } from "#src/text.ts";

type Fact = readonly [label: string, value: string];

export function apiServerFact(health: Outcome<ServerHealth> | undefined): readonly Fact[] {
  if (!health) return [];
  if (!health.ok) return [["API server", `🔴 ${health.error.message}`]];
  const { version, latencyMs, ready, checks } = health.value;
  const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const state = ready ? "ready" : `not ready${failing.length > 0 ? `, failing: ${listed(failing)}` : ""}`;
  return [["API server", `${ready ? "🟢" : "🔴"} ${version}, ${state}, ${Math.round(latencyMs)} ms`]];
}

/** `etcd ✓, kube-apiserver ✓, …`; per node only where there are several. */
export function controlPlaneFact({ nodes, pods }: Snapshot): readonly Fact[] {
  const states = controlPlaneOf(nodes, pods);
  if (states.length === 0) return [["Control plane", "🔵 no control-plane node is known"]];
  const wrong = states.filter(({ ready }) => !ready);
  const names = [...new Set(states.map(({ component }) => component))];
  const on = count(nodes.filter(isControlPlane).length, "node");
  if (wrong.length === 0) return [["Control plane", `🟢 ${listed(names)} ready on ${on}`]];
  const said = wrong.map(
    ({ component, node, pod }) => `${component} ${pod ? "not ready" : "missing"} on ${node}`,
  );
  return [["Control plane", `🔴 ${listed(said)}`]];
}

export function coverageFacts(snapshot: Snapshot): readonly Fact[] {
  const coverage = coverageOf(snapshot);
  return agents.map((agent) => {
    const { installed, on } = coverage[agent];
    if (!installed) return [agent, agent === "kube-proxy" ? "🔵 not installed" : "⚪ none recognised"];
    const expected = [...on].filter(([, presence]) => presence !== "absent");
    const wrong = expected.filter(([, presence]) => presence !== "ready");
    const ready = expected.length - wrong.length;
    const said = wrong.map(([node, presence]) => `${presence} on ${node}`);
    const dot = wrong.length === 0 ? "🟢" : ready > 0 && agent === "CoreDNS" ? "🟡" : "🔴";
    return [
      agent,
      `${dot} ready on ${count(ready, "node")}${said.length > 0 ? `; ${listed(said.slice(0, 5))}` : ""}`,
    ];
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

/** Conditions worth reading: everything about Ready, and whatever is not at its usual value. */
export function conditionLines(nodes: readonly Node[], now: number): readonly string[] {
  return nodes.flatMap((node) =>
    node.conditions
      .filter(({ type, status }) => type === "Ready" || status !== "False")
      .map(({ type, status, reason, message, since }) => {
        const why = [reason, message].filter(Boolean).join(": ");
        return `${node.name}: ${type}=${status} for ${span(now - since)} (${why})`;
      }),
  );
}
