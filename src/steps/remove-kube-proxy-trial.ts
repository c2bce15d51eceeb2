// Takes the marks of a trial off kube-proxy's ConfigMap: with them goes the copy of what was there before.

import { z } from "zod";
import { asRead } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { readConfigured } from "#src/kubeadm/kube-proxy/read.ts";
import { readTrial, withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import { configMapCall } from "#src/kubernetes/calls/config-maps.ts";
import { defineStep, goal } from "#src/operation/step.ts";

const { namespace, name } = kubeProxy;
const unmarked = { annotations: withoutTrial };
const said = `ConfigMap ${namespace}/${name}`;

export default defineStep({
  name: "remove-kube-proxy-trial",
  /** Uid of the ConfigMap. */
  input: z.object({ configMap: z.string() }),
  timeoutMs: 30_000,
  title: () => "Take the marks of the trial away",
  calls: ({ configMap: uid }) => [configMapCall({ namespace, name, uid, resourceVersion: asRead }, unmarked)],
  equivalent: () => `kubectl annotate configmap ${name} -n ${namespace} ${proxyTrial}- ${proxyBefore}-`,
  done: async ({ configMap: uid }, { cluster, signal }) => {
    const { configMap } = await readConfigured(cluster, signal);
    if (configMap.uid !== uid) return { goal: "holds", evidence: `${said} is another one by now` };
    const trial = readTrial(configMap.annotations);
    return {
      goal: goal(trial === undefined),
      evidence: `${said} bears ${trial ? `the mark of ${trial.operation}` : "no mark of a trial"}`,
    };
  },
  run: async ({ configMap: uid }, { cluster, signal }) => {
    const { configMap } = await readConfigured(cluster, signal);
    if (configMap.uid !== uid) throw new StepError(`${said} is not the one that was approved.`);
    await cluster.changeConfigMap(configMap, unmarked, signal);
  },
});
