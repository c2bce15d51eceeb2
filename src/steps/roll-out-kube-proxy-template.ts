// Lets the mended template go to the other nodes, one after the other, and sees kube-proxy on those that lacked it.

import { z } from "zod";
import { asRead } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { progressOf } from "#src/kubeadm/disruption/rollout-progress.ts";
import { judge, type Verdict } from "#src/kubeadm/kube-proxy/canary.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { podOn, proxyPods } from "#src/kubeadm/kube-proxy/read.ts";
import { withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { podLogCall } from "#src/kubernetes/calls/pods.ts";
import { daemonSetCall } from "#src/kubernetes/calls/workloads.ts";
import { defineStep, goal, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  /** Where kube-proxy was missing or broken. */
  nodes: z.array(z.string()),
});

const { namespace, name } = kubeProxy;
const release = { strategy: "RollingUpdate", annotations: withoutTrial } as const;
const said = `DaemonSet ${namespace}/${name}`;

export default defineStep({
  name: "roll-out-kube-proxy-template",
  input,
  timeoutMs: 15 * 60_000,
  title: () => "Mend kube-proxy on the other nodes",
  calls: ({ daemonSet: uid, nodes }) => [
    daemonSetCall({ namespace, name, uid, resourceVersion: asRead }, release),
    {
      ...podLogCall({ namespace, name: `<kube-proxy on ${few(nodes, 5)}>` }),
      what: "must say that it has started",
    },
  ],
  done: async ({ daemonSet, nodes }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) return { goal: "failed", evidence: `${said} is not the one that it was` };
    if (rollout.strategy !== "RollingUpdate")
      return { goal: "open", evidence: `${said} still holds its new template back` };
    const progress = progressOf(rollout);
    const { reached } = progress;
    if (!progress.complete) return { goal: "open", evidence: `${said}: ${progress.said}`, reached };
    const verdicts = await Promise.all(nodes.map((node) => seeOn(node, daemonSet, { cluster, signal })));
    const open = verdicts.filter(({ state }) => state !== "proven");
    const evidence = few(
      (open.length > 0 ? open : verdicts).map((verdict) => verdict.evidence),
      3,
    );
    return { goal: goal(open.length === 0), evidence: `${progress.said}; ${evidence}`, reached };
  },
  run: async ({ daemonSet }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) throw new StepError(`${said} is not the one that was approved.`);
    await cluster.changeDaemonSet(rollout, release, signal);
  },
});

async function seeOn(
  node: string,
  uid: string,
  { cluster, signal }: Pick<StepContext, "cluster" | "signal">,
): Promise<Verdict> {
  const pod = podOn(await proxyPods(cluster, { node, uid }, signal), node);
  if (!pod) return { state: "waiting", evidence: `${node} has no pod of kube-proxy` };
  return judge(cluster, pod, undefined, signal);
}
