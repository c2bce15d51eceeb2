// Pods as table rows, worst first.
import type { Table } from "#src/command/answer.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { healthOf } from "#src/kubernetes/pod-health.ts";
import { span } from "#src/text.ts";

export function podTable(pods: readonly Pod[], now: number): Table {
  const rated = pods.map((pod) => ({ pod, health: healthOf(pod) }));
  rated.sort(
    (a, b) =>
      Number(a.health.healthy) - Number(b.health.healthy) ||
      b.health.restarts - a.health.restarts ||
      `${a.pod.namespace}/${a.pod.name}`.localeCompare(`${b.pod.namespace}/${b.pod.name}`),
  );
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
