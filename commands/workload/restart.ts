// /k8s workload restart <workload> [-n <namespace>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { count } from "#src/base/text.ts";
import { findWorkload } from "#src/card/find-workload.ts";
import { settle } from "#src/card/freshness.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { keeps, restartImpact, restartWarnings } from "#src/kubeadm/disruption/restart-impact.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Rollout, RolloutName } from "#src/kubernetes/facts.ts";
import type { Workload } from "#src/kubernetes/objects.ts";
import restartWorkload from "#src/steps/restart-workload.ts";

export default defineOperation({
  summary: "Replace all pods of a workload, as kubectl rollout restart does",
  role: "operator",
  risk: "change",
  args: z.object({
    workload: z
      .string()
      .min(1)
      .meta({ pick: "workload", description: "kind/name, such as deployment/web, or the name alone" }),
    namespace: namespaceName.optional(),
  }),
  positional: ["workload"],
  aliases: [
    "rollout restart",
    ...["deployment", "statefulset", "daemonset"].flatMap((kind) => [
      `restart ${kind}`,
      `rollout restart ${kind}`,
    ]),
  ],
  async plan({ workload: typed, namespace }, { cluster, self, signal }) {
    await settle(cluster, signal);
    const found = findWorkload(await cluster.workloads(namespace, signal), typed, cluster.name);
    const rollout = await cluster.rollout(rolloutName(found), signal);
    if (!rollout) throw new RefusedError(`${found.kind} ${found.namespace}/${found.name} is gone.`);
    checkRestartable(rollout);
    const { kind, name, uid, strategy, partition } = rollout;
    const said = `${rollout.namespace}/${name}`;
    return {
      target: said,
      risk: "change",
      title: `Restart ${kind} ${said}`,
      impact: restartImpact(rollout),
      warnings: restartWarnings(rollout, { self: isSelf(rollout, cluster, self) }),
      basis: { uid, strategy, partition },
      steps: [restartWorkload.with({ kind, namespace: rollout.namespace, name, uid })],
    };
  },
});

/** @throws RefusedError for what runs to an end, and so has nothing to restart */
function rolloutName({ kind, namespace, name }: Workload): RolloutName {
  if (kind === "Job") {
    throw new RefusedError(`Job ${namespace}/${name} runs once to its end; there is nothing to restart.`, {
      hint: "pod delete ends a pod of it, and the Job begins another.",
    });
  }
  if (kind === "CronJob") {
    throw new RefusedError(`CronJob ${namespace}/${name} only starts Jobs when they are due.`, {
      hint: `kubectl create job ${name}-now --from=cronjob/${name} -n ${namespace} starts one now.`,
    });
  }
  return { kind, namespace, name };
}

function checkRestartable({ kind, namespace, name, paused, strategy, desired, partition }: Rollout): void {
  const said = `${kind} ${namespace}/${name}`;
  if (paused) {
    throw new RefusedError(`${said} is paused, so nothing would happen.`, {
      hint: `kubectl rollout resume ${kind.toLowerCase()}/${name} -n ${namespace}`,
    });
  }
  if (strategy === "OnDelete") {
    throw new RefusedError(`${said} is OnDelete: it replaces a pod only once somebody deletes it.`, {
      hint: "pod delete does that, one after the other.",
    });
  }
  if (desired === 0) {
    const why = kind === "DaemonSet" ? "no node is to run it" : "it is scaled to 0";
    throw new RefusedError(`${said} has no pods to restart: ${why}.`);
  }
  if (partition >= desired) {
    throw new RefusedError(
      `${said} keeps all ${count(desired, "pod")} as they are: its rollingUpdate.partition is ${partition}.`,
      { hint: "Lower it first; pod delete begins one of them anew, as it is." },
    );
  }
}

function isSelf(rollout: Rollout, { snapshot }: ClusterView, self: PlanContext["self"]): boolean {
  const pod = snapshot().pods.find(
    ({ namespace, name }) => namespace === self?.namespace && name === self.pod,
  );
  return pod !== undefined && keeps(rollout, pod);
}
