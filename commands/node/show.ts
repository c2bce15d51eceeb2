// /k8s node show <node>
import { z } from "zod";
import { problemsOf } from "#src/alerts/problems.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { agents, coverageOf, isReady } from "#src/kubeadm/components.ts";
import { healthOf } from "#src/kubernetes/pod-health.ts";
import { bytes, count, listed, span } from "#src/text.ts";
import { findNode } from "#src/view/find.ts";
import { freshnessOf, settle } from "#src/view/freshness.ts";
import {
  cores,
  extendedResources,
  holdsResources,
  nodeState,
  roleOf,
  share,
  sum,
} from "#src/view/node-rows.ts";
import { podTable } from "#src/view/pod-rows.ts";
import { conditionLines } from "#src/view/status-facts.ts";

export default defineQuery({
  summary: "One node: conditions, resources and the pods on it",
  role: "viewer",
  args: z.object({ node: nodeName }),
  positional: ["node"],
  async answer({ node: name }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const snapshot = cluster.snapshot();
    const node = findNode(cluster, name);
    const pods = snapshot.pods.filter((pod) => pod.node === name);
    const used = sum(pods.filter(holdsResources).map(({ requests }) => requests));
    const unwell = pods.filter((pod) => !healthOf(pod).healthy);
    const coverage = coverageOf(snapshot);
    const problems = problemsOf({ ...snapshot, nodes: [node], pods, now });
    return {
      headline: `${name} on ${cluster.name}: ${nodeState(node, now)}, ${count(pods.length, "pod")}, ${unwell.length} not well`,
      tone: !isReady(node) ? "bad" : problems.length > 0 || unwell.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "facts",
          facts: [
            ["Role", roleOf(node)],
            ["Kubelet", `${node.kubeletVersion} on ${node.runtimeVersion}`],
            ["System", `${node.osImage}, ${node.kernelVersion}, ${node.arch}`],
            ["Addresses", listed(node.addresses.map(({ type, address }) => `${address} (${type})`))],
            ["CPU requested", share(used.cpu, node.allocatable.cpu, cores)],
            ["Memory requested", share(used.memory, node.allocatable.memory, bytes)],
            ...extendedResources([node]).map(
              (resource) =>
                [resource, `${used[resource] ?? 0} of ${node.allocatable[resource]} requested`] as const,
            ),
            ...agents
              .filter((agent) => coverage[agent].installed)
              .map((agent) => [agent, coverage[agent].on.get(name) ?? "absent"] as const),
            [
              "Taints",
              node.taints
                .map(({ key, value, effect }) => `${key}${value && `=${value}`}:${effect}`)
                .join(", ") || "none",
            ],
            ["Age", span(now - node.createdAt)],
          ],
        },
        { kind: "list", title: "Conditions", lines: conditionLines([node], now) },
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
