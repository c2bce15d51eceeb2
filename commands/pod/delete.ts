// /k8s pod delete <pod> [-n <namespace>] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { findPod } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { namespaceName, podName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { sayPod } from "#src/kubeadm/controller.ts";
import { podImpact, podWarnings } from "#src/kubeadm/disruption/pod-impact.ts";
import { isFinished } from "#src/kubeadm/pod-health.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import deletePod from "#src/steps/delete-pod.ts";

export default defineOperation({
  summary: "Delete a pod, so that its controller makes a new one",
  role: "operator",
  risk: "change",
  args: z.object({
    pod: podName,
    namespace: namespaceName.optional(),
    force: z
      .boolean()
      .default(false)
      .meta({ description: "At once, without waiting for its node to end it" }),
  }),
  positional: ["pod"],
  async plan({ pod: typed, namespace: place, force }, { cluster, self, now, signal }) {
    await settle(cluster, signal);
    const pod = await readPod(cluster, findPod(cluster, typed, place), signal);
    checkStatic(pod);
    if (pod.deletedAt !== undefined && !force) {
      throw new RefusedError(`${sayPod(pod)} has been ending for ${span(now - pod.deletedAt)} already.`, {
        hint: `pod delete ${sayPod(pod)} --force does not wait for ${pod.node || "a node"}.`,
      });
    }
    const budgets = await cluster.disruptionBudgets(pod.namespace, signal);
    const { nodes, pods } = cluster.snapshot();
    const facts = { pod, budgets, nodes, pods, force, self };
    const { namespace, name, uid, node, owner } = pod;
    // Nothing is to take the place of a Job's pod that has ended.
    const successor = owner?.kind === "Job" && isFinished(pod) ? undefined : owner;
    const isLost = owner === undefined && !isFinished(pod);
    return {
      target: sayPod(pod),
      risk: force || isLost ? "destructive" : "change",
      title: `Delete pod ${sayPod(pod)}`,
      impact: podImpact(facts),
      warnings: podWarnings(facts),
      basis: { uid, node, owner: owner?.uid ?? null },
      steps: [
        deletePod.with({
          namespace,
          name,
          uid,
          node,
          owner: successor?.uid,
          ...(force && { graceSeconds: 0 }),
        }),
      ],
      // It is done when the pod is gone; what takes its place may not be ready yet.
      ...(owner && { offers: [successors(namespace, cluster.name)] }),
    };
  },
});

function successors(namespace: string, cluster: string) {
  const line = `pod list ${namespace} --cluster=${cluster}`;
  return { label: `Pods of ${namespace} now`, line, how: "thread" } as const;
}

async function readPod(
  cluster: ClusterView,
  { namespace, name, node }: { readonly namespace: string; readonly name: string; readonly node: string },
  signal: AbortSignal,
): Promise<PodFacts> {
  const scope = node === "" ? { namespace } : { namespace, node };
  const found = (await cluster.pods(scope, signal)).find((pod) => pod.name === name);
  if (found) return found;
  throw new RefusedError(`${namespace}/${name} is gone from ${cluster.name}.`, { choose: "pod" });
}

/** https://github.com/kubernetes/kubernetes/issues/103575: the deletion says yes, and the container runs on. */
function checkStatic(pod: PodFacts): void {
  if (!pod.mirror) return;
  throw new RefusedError(
    `${sayPod(pod)} is the API's image of a static pod: the kubelet of ${pod.node} runs it from a file there. Deleting the image would stop and restart nothing.`,
    { hint: `On ${pod.node}, moving its file out of /etc/kubernetes/manifests and back restarts it.` },
  );
}
