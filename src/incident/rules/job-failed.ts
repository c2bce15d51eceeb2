// Jobs whose last run failed, such as last night's backup.

import { span } from "#src/base/text.ts";
import { byController, controllerOf, type Group } from "#src/kubeadm/controller.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeJobFailed",
  severity: "warning",
  for: "15m",
  detect: ({ snapshot: { pods } }) => {
    return byController(sortedPods(pods).ofJobs, (pod) => pod)
      .map(lastRun)
      .filter((run) => run.every(({ phase }) => phase === "Failed"));
  },
  subject: ([pod]) => controllerOf(pod),
  since: ([pod]) => endOf(pod),
  summary: ([pod], now) =>
    `${pod.namespace}/${controllerOf(pod).name} failed ${span(now - endOf(pod))} ago${reasonOf(pod)}`,
  remedies: ([pod]) => [`pod logs ${pod.namespace}/${pod.name}`],
});

/** The pods of the newest Job of a CronJob, newest first: an older failure is made good by a later success. */
function lastRun(pods: Group<Pod>): Group<Pod> {
  const [newest = pods[0], ...older] = pods.toSorted((a, b) => b.createdAt - a.createdAt);
  return [newest, ...older.filter(({ owner }) => owner?.name === newest.owner?.name)];
}

function endOf({ endedAt, readySince }: Pod): number {
  return endedAt ?? readySince;
}

function reasonOf({ reason, containers }: Pod): string {
  const failed = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  if (failed) return `: container ${failed.name}, exit code ${failed.exitCode}`;
  return reason ? `: ${reason}` : "";
}
