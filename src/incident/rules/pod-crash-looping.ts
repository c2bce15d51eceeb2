// Containers that crash again and again, one problem per workload: a new pod of the same workload is not news.

import { count } from "#src/base/text.ts";
import { byController, controllerOf } from "#src/kubeadm/controller.ts";
import { isCrashing } from "#src/kubeadm/crashing.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubePodCrashLooping",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { pods }, now }) => {
    const crashing = sortedPods(pods)
      .suspect.filter(
        ({ deletedAt, containers }) =>
          deletedAt === undefined && containers.some((each) => isCrashing(each, now)),
      )
      .flatMap((pod) =>
        pod.containers
          .filter((container) => isCrashing(container, now))
          .map((container) => ({ pod, container })),
      )
      .sort((a, b) => b.container.restarts - a.container.restarts);
    return byController(crashing, ({ pod }) => pod);
  },
  subject: ([{ pod }]) => controllerOf(pod),
  nodes: (found) => [...new Set(found.map(({ pod }) => pod.node))],
  summary: (found) => {
    const [{ pod, container }] = found;
    const pods = new Set(found.map((each) => each.pod.uid)).size;
    const where = pods > 1 ? `in ${count(pods, "pod")}` : `on ${pod.node}`;
    const exit = container.last ? `, exit code ${container.last.exitCode}` : "";
    const restarts = count(container.restarts, "restart");
    return `${pod.namespace}/${controllerOf(pod).name} keeps crashing ${where}: container ${container.name}, ${restarts}${exit}`;
  },
  remedies: ([{ pod, container }]) => [
    `pod logs ${pod.namespace}/${pod.name} --container=${container.name} --previous`,
    `pod show ${pod.namespace}/${pod.name}`,
  ],
});
