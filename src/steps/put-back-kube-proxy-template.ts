// Puts back the template that a repair which was given up had changed; the DaemonSet itself replaces what was tried.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { changeBack } from "#src/kubeadm/kube-proxy/causes.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { sayChange, TemplateChange } from "#src/kubeadm/kube-proxy/template-change.ts";
import { readTrial, withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import { canonical, type Json } from "#src/operation/plan.ts";
import { defineStep } from "#src/operation/step.ts";

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
  calls: ({ change }) => [
    `PATCH /apis/apps/v1/namespaces/${namespace}/daemonsets/${name} ${sayChange(change).join(", ")}; spec.updateStrategy.type=RollingUpdate, annotations of the trial removed`,
  ],
  done: async ({ daemonSet, change }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) return { holds: false, evidence: `${said} is not the one that it was` };
    const isBack = isAs(change, rollout) && rollout.strategy === "RollingUpdate";
    return { holds: isBack, evidence: `${said} ${isBack ? "is as it was" : "still has what was tried"}` };
  },
  run: async ({ daemonSet, operation, change }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet || readTrial(rollout.annotations)?.operation !== operation) {
      throw new StepError(`${said} is not as it was when this was approved. Nothing was changed.`);
    }
    const back = { ...change, strategy: "RollingUpdate", annotations: withoutTrial } as const;
    await cluster.changeDaemonSet(rollout, back, signal);
  },
});

function isAs(change: TemplateChange, { template }: Rollout): boolean {
  // Both are plain data, as the schema makes them.
  return canonical(changeBack(change, template) as Json) === canonical(change as Json);
}
