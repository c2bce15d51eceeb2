// Puts back the template that a repair which was given up had changed; the DaemonSet itself replaces what was tried.

import { z } from "zod";
import { asRead } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { changeBack } from "#src/kubeadm/kube-proxy/causes.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { TemplateChange } from "#src/kubeadm/kube-proxy/template-change.ts";
import { readTrial, withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { daemonSetCall } from "#src/kubernetes/calls/workloads.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import { canonical, type Json } from "#src/operation/plan.ts";
import { defineStep, goal } from "#src/operation/step.ts";

const input = z.object({
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  /** The operation whose trial it was. */
  operation: z.string(),
  /** What was there before. */
  change: TemplateChange,
});

const { namespace, name } = kubeProxy;
const said = `DaemonSet ${namespace}/${name}`;

export default defineStep({
  name: "put-back-kube-proxy-template",
  input,
  timeoutMs: 60_000,
  title: () => "Put kube-proxy's old template back",
  calls: ({ daemonSet: uid, change }) => [
    daemonSetCall({ namespace, name, uid, resourceVersion: asRead }, putBack(change)),
  ],
  done: async ({ daemonSet, change }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) return { goal: "failed", evidence: `${said} is not the one that it was` };
    const isBack = isAs(change, rollout) && rollout.strategy === "RollingUpdate";
    return {
      goal: goal(isBack),
      evidence: `${said} ${isBack ? "is as it was" : "still has what was tried"}`,
    };
  },
  run: async ({ daemonSet, operation, change }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet || readTrial(rollout.annotations)?.operation !== operation) {
      throw new StepError(`${said} is not as it was when this was approved. Nothing was changed.`);
    }
    await cluster.changeDaemonSet(rollout, putBack(change), signal);
  },
});

function putBack(change: TemplateChange) {
  return { ...change, strategy: "RollingUpdate", annotations: withoutTrial } as const;
}

function isAs(change: TemplateChange, { template }: Rollout): boolean {
  // Both are plain data, as the schema makes them.
  return canonical(changeBack(change, template) as Json) === canonical(change as Json);
}
