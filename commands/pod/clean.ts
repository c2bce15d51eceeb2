// /k8s pod clean [namespace]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { count, few } from "#src/base/text.ts";
import { settle } from "#src/card/freshness.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { controllerOf, sayController, sayPod } from "#src/kubeadm/controller.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import deleteEndedPods from "#src/steps/delete-ended-pods.ts";

/** As many as people still read before they approve; those that ended first go first. */
const most = 30;

export default defineOperation({
  summary: "Delete failed pods that are over for good, evicted ones first of all",
  role: "operator",
  risk: "change",
  args: z.object({ namespace: namespaceName.optional() }),
  positional: ["namespace"],
  async plan({ namespace }, { cluster, signal }) {
    await settle(cluster, signal);
    const pods = cluster.snapshot().pods.filter((pod) => !namespace || pod.namespace === namespace);
    const failed = pods.filter(({ phase, deletedAt }) => phase === "Failed" && deletedAt === undefined);
    const over = failed.filter((pod) => isOver(pod, pods));
    const where = namespace ?? cluster.name;
    if (over.length === 0) throw nothing(where, failed);
    const going = over.toSorted((one, other) => endOf(one) - endOf(other)).slice(0, most);
    const lonely = going.filter(({ owner }) => !owner).map(sayPod);
    return {
      target: where,
      risk: "change",
      title: `Clean up ${count(going.length, "failed pod")} in ${where}`,
      impact: [...impactOf(going), ...leftOf(failed.length - over.length, over.length - going.length)],
      warnings:
        lonely.length > 0
          ? [`Nothing makes ${few(lonely, 5)} anew: what was to run is not written down elsewhere.`]
          : [],
      basis: going.map(({ uid }) => uid),
      steps: [
        deleteEndedPods.with({ pods: going.map(({ namespace, name, uid }) => ({ namespace, name, uid })) }),
      ],
    };
  },
});

/** Evicted, or failed and followed by a pod that is well. The last failure of a Job stays: it tells how the Job ended. */
function isOver(pod: Pod, pods: readonly Pod[]): boolean {
  const later = pods.filter((each) => each.createdAt >= pod.createdAt && each.uid !== pod.uid);
  if (pod.owner?.kind === "Job") return later.some((each) => isSameJob(each, pod));
  if (pod.reason === "Evicted") return true;
  const whose = sayController(controllerOf(pod));
  return later.some((each) => healthOf(each).healthy && sayController(controllerOf(each)) === whose);
}

function isSameJob(one: Pod, other: Pod): boolean {
  return (
    one.namespace === other.namespace && one.owner?.kind === "Job" && one.owner.name === other.owner?.name
  );
}

function impactOf(going: readonly Pod[]): readonly string[] {
  const evicted = going.filter(({ reason }) => reason === "Evicted").length;
  const followed = going.length - evicted;
  return [
    ...(evicted > 0 ? [`${count(evicted, "pod")} that a node evicted.`] : []),
    ...(followed > 0 ? [`${count(followed, "failed pod")} with a successor.`] : []),
    "Their records and logs are deleted. Nothing that runs is touched.",
  ];
}

function leftOf(staying: number, waiting: number): readonly string[] {
  return [
    ...(staying > 0
      ? [
          `${count(staying, "failed pod stays", "failed pods stay")}: nothing has followed, or it is a Job's last.`,
        ]
      : []),
    ...(waiting > 0 ? [`${waiting} more are over: ask again afterwards.`] : []),
  ];
}

function nothing(where: string, failed: readonly Pod[]): RefusedError {
  if (failed.length === 0) return new RefusedError(`There is no failed pod in ${where}.`);
  return new RefusedError(
    `Of ${count(failed.length, "failed pod")} in ${where} none is over for good: nothing has followed, or it is a Job's last.`,
    { hint: `pod delete ${failed[0] ? sayPod(failed[0]) : "<pod>"} deletes one of them.` },
  );
}

function endOf({ endedAt, createdAt }: Pod): number {
  return endedAt ?? createdAt;
}
