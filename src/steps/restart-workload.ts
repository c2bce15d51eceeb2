// Replaces all pods of a workload by new ones of the same template, as kubectl rollout restart.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { progressOf } from "#src/kubeadm/disruption/rollout-progress.ts";
import { restartedBy } from "#src/kubeadm/marks.ts";
import { restartCall } from "#src/kubernetes/calls/workloads.ts";
import { defineStep, goal } from "#src/operation/step.ts";

const input = z.object({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet"]),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
});

export default defineStep({
  name: "restart-workload",
  input,
  timeoutMs: 15 * 60_000,
  title: ({ kind, namespace, name }) => `Restart ${kind} ${namespace}/${name}`,
  calls: (workload) => [
    restartCall({ ...workload, restartedAt: "<its start>", annotations: { [restartedBy]: thisOperation } }),
  ],
  equivalent: ({ kind, namespace, name }) =>
    `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`,
  done: async ({ uid, ...named }, { cluster, operation, signal }) => {
    const found = await cluster.rollout(named, signal);
    const said = `${named.kind} ${named.namespace}/${named.name}`;
    if (found?.uid !== uid) return { goal: "failed", evidence: `${said} is not the one that it was` };
    // Only our own restart counts: a rollout that was complete before proves nothing.
    if (found.template.annotations[restartedBy] !== operation.id) {
      return { goal: "open", evidence: `${said} has not been restarted by this operation` };
    }
    const progress = progressOf(found);
    return {
      goal: goal(progress.complete),
      evidence: `${said}: ${progress.said}`,
      reached: progress.reached,
    };
  },
  run: async ({ uid, ...named }, { cluster, operation, signal }) => {
    const found = await cluster.rollout(named, signal);
    if (found?.uid !== uid) {
      throw new StepError(`${named.kind} ${named.namespace}/${named.name} is not the one that was approved.`);
    }
    if (found.template.annotations[restartedBy] === operation.id) return;
    // The time of the operation, so that a second call changes nothing.
    const mark = { at: operation.startedAt, annotations: { [restartedBy]: operation.id } };
    await cluster.restartRollout({ ...named, uid }, mark, signal);
  },
});
