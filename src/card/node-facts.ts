// The facts about one node.

import { bytes, listed, span } from "#src/base/text.ts";
import { agents, coverageOf } from "#src/kubeadm/components.ts";
import { sayTaint } from "#src/kubeadm/tolerates.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { cores, extendedResources, holdsResources, roleOf, share, sum } from "./node-rows.ts";

export function nodeFacts(
  node: Node,
  snapshot: Snapshot,
  now: number,
): readonly (readonly [string, string])[] {
  const { allocatable, name } = node;
  const coverage = coverageOf(snapshot);
  const here = snapshot.pods.filter((pod) => pod.node === name && holdsResources(pod));
  const used = sum(here.map(({ requests }) => requests));
  const installed = agents.filter((agent) => coverage[agent].installed);
  const seen = snapshot.reach.state === "unreachable" ? "last seen " : "";
  return [
    ["Role", roleOf(node)],
    ...installed.map((agent) => [agent, `${seen}${coverage[agent].on.get(name) ?? "absent"}`] as const),
    ["CPU requested", share(used.cpu, allocatable.cpu, cores)],
    ["Memory requested", share(used.memory, allocatable.memory, bytes)],
    ...extendedResources([node]).map(
      (resource) => [resource, `${used[resource] ?? 0} of ${allocatable[resource]} requested`] as const,
    ),
    ["Taints", node.taints.map(sayTaint).join(", ") || "none"],
    ["Kubelet", `${node.kubeletVersion} on ${node.runtimeVersion}`],
    ["System", `${node.osImage}, ${node.kernelVersion}, ${node.arch}`],
    ["Addresses", listed(node.addresses.map(({ type, address }) => `${address} (${type})`)) || "none"],
    ["Age", span(now - node.createdAt)],
  ];
}
