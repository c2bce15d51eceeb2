// Pods as table rows, worst first.

import { span } from "#src/base/text.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { healthOf, type PodHealth } from "#src/kubeadm/pod-health.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import type { Table } from "./answer.ts";

export type RatedPod = { readonly pod: Pod; readonly health: PodHealth };

/** Pods with their health, as far as the nodes they are on can be believed; worst first. */
export function ratePods(pods: readonly Pod[], { nodes }: Snapshot): readonly RatedPod[] {
  const lost = lostNodes(nodes);
  return pods
    .map((pod) => ({ pod, health: healthOf(pod, lost) }))
    .sort(
      (a, b) =>
        Number(a.health.healthy) - Number(b.health.healthy) ||
        b.health.restarts - a.health.restarts ||
        compare(a.pod.namespace, b.pod.namespace) ||
        compare(a.pod.name, b.pod.name),
    );
}

const { compare } = new Intl.Collator("en", { numeric: true });

export function podTable(rated: readonly RatedPod[], now: number): Table {
  return {
    columns: [
      { title: "Pod" },
      { title: "State" },
      { title: "Ready", align: "right" },
      { title: "Restarts", align: "right" },
      { title: "Age", align: "right" },
      { title: "Node" },
      { title: "Namespace" },
    ],
    rows: rated.map(({ pod, health }) => [
      pod.name,
      health.state,
      `${health.readyContainers}/${health.containers}`,
      `${health.restarts}`,
      span(now - pod.createdAt),
      pod.node || "unscheduled",
      pod.namespace,
    ]),
  };
}
