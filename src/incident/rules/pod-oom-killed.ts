// Containers that the kernel killed because they wanted more memory than their limit, or than the node had.
import { count, span } from "#src/base/text.ts";
import { byController, controllerOf } from "#src/kubeadm/controller.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { Container } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

/** A container that has run for an hour since is well again. */
const recentMs = 3_600_000;
const often = 3;

export default defineRule({
  alert: "KubePodOOMKilled",
  severity: "info",
  for: "0s",
  detect: ({ snapshot: { pods }, now }) => {
    const some = sortedPods(pods).suspect.filter(({ containers }) =>
      containers.some((each) => killedAt(each, now) !== undefined),
    );
    const killed = some.flatMap((pod) =>
      pod.containers.flatMap((container) => {
        const at = killedAt(container, now);
        return at !== undefined && now - at <= recentMs ? [{ pod, container, at }] : [];
      }),
    );
    return byController(
      killed.sort((a, b) => b.container.restarts - a.container.restarts),
      ({ pod }) => pod,
    );
  },
  rises: {
    of: ([{ container, pod }]) =>
      container.restarts >= often || pod.namespace === "kube-system" ? "warning" : "info",
    words: "warning from the third restart on, and in kube-system",
  },
  subject: ([{ pod }]) => controllerOf(pod),
  nodes: (killed) => [...new Set(killed.map(({ pod }) => pod.node))],
  since: ([{ at }]) => at,
  summary: ([{ pod, container, at }], now) =>
    `${pod.namespace}/${controllerOf(pod).name} ran out of memory ${span(Math.max(0, now - at))} ago: container ${container.name} was OOM-killed on ${pod.node}, ${count(container.restarts, "restart")}`,
  remedies: ([{ pod, container }]) => [
    `pod show ${pod.namespace}/${pod.name}`,
    `pod logs ${pod.namespace}/${pod.name} --container=${container.name} --previous`,
  ],
});

/** One that is dead now has no time of its own in the record: it is dead now. */
function killedAt({ state, reason, last }: Container, now: number): number | undefined {
  if (state === "terminated" && reason === "OOMKilled") return now;
  return last?.reason === "OOMKilled" ? last.finishedAt : undefined;
}
