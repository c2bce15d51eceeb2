// /k8s pod show <pod> [--namespace <namespace>]
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { bytes, count, span } from "#src/base/text.ts";
import { findPod } from "#src/card/find.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { cores } from "#src/card/node-rows.ts";
import { namespaceName, podName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { causeIn } from "#src/kubeadm/event-message.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Container } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "One pod: containers, why they stopped, resources and events",
  role: "viewer",
  args: z.object({ pod: podName, namespace: namespaceName.optional() }),
  positional: ["pod"],
  async answer({ pod: typed, namespace: place }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const { namespace, name } = findPod(cluster, typed, place);
    const about = { kind: "Pod", name };
    const [pod, reported] = await Promise.all([
      cluster.pod(namespace, name, signal),
      attempt(cluster.events({ namespace, about }, signal)),
    ]);
    const events = reported.ok ? reported.value : [];
    const { state, healthy, restarts } = healthOf(pod, lostNodes(cluster.snapshot().nodes));
    const at = `${namespace}/${name} --cluster=${cluster.name}`;
    return {
      headline: `${namespace}/${name} on ${cluster.name}: ${state}, ${count(restarts, "restart")}`,
      tone: healthy
        ? "good"
        : /^(Pending|Terminating|ContainerCreating|PodInitializing|Init:\d)/.test(state)
          ? "warning"
          : "bad",
      parts: [
        {
          kind: "facts",
          facts: [
            ["Node", pod.node || "unscheduled"],
            ...(pod.unscheduledBecause ? [["Not scheduled", pod.unscheduledBecause] as const] : []),
            ...(pod.message ? [["Message", pod.message] as const] : []),
            ["Owner", pod.owner ? `${pod.owner.kind} ${pod.owner.name}` : "none: nothing recreates it"],
            ["Address", pod.podIP || "none yet"],
            ["Requests", amounts(pod.requests)],
            ["Limits", amounts(pod.limits)],
            ["Quality of service", `${pod.qosClass}${pod.priorityClass && `, ${pod.priorityClass}`}`],
            ["Service account", pod.serviceAccount || "default"],
            [
              "Volumes",
              pod.volumes.map((volume) => `${volume.name} (${volume.source})`).join(", ") || "none",
            ],
            ["Age", span(now - pod.createdAt)],
          ],
        },
        {
          kind: "table",
          title: "Containers",
          table: {
            columns: [
              { title: "Container" },
              { title: "State" },
              { title: "Restarts", align: "right" },
              { title: "Last end" },
              { title: "Image" },
            ],
            rows: pod.containers.map((container) => [
              container.init ? `${container.name} (init)` : container.name,
              stateOf(container),
              `${container.restarts}`,
              lastEnd(container, now),
              pod.images[container.name] ?? "",
            ]),
          },
        },
        {
          kind: "list",
          title: events.length > 0 ? "Events, newest first" : "",
          lines: events
            .slice(0, 8)
            .map((event) => `${span(now - event.lastAt)} ago ${event.reason}: ${causeIn(event.message)}`),
        },
      ],
      buttons: [
        { label: "Refresh", line: `pod show ${at}`, how: "redraw" },
        { label: "Logs", line: `pod logs ${at}`, how: "thread" },
        ...(restarts > 0
          ? [{ label: "Logs before the restart", line: `pod logs ${at} --previous`, how: "thread" as const }]
          : []),
      ],
      freshness: readNow(now),
    };
  },
});

function stateOf({ state, reason, ready, exitCode }: Container): string {
  if (state === "running") return ready ? "running, ready" : "running, not ready";
  return [state, reason, exitCode === undefined ? "" : `exit code ${exitCode}`].filter(Boolean).join(", ");
}

function lastEnd({ last }: Container, now: number): string {
  return last
    ? `${last.reason || "ended"}, exit code ${last.exitCode}, ${span(now - last.finishedAt)} ago`
    : "";
}

function amounts(given: Readonly<Record<string, number>>): string {
  const said = Object.entries(given).map(([name, amount]) => {
    if (name === "cpu") return `${cores(amount)} CPU`;
    return name === "memory" || name === "ephemeral-storage"
      ? `${bytes(amount)} ${name}`
      : `${amount} ${name}`;
  });
  return said.join(", ") || "none";
}
