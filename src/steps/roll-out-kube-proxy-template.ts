// Lets the mended template go to the other nodes, one after the other, and sees kube-proxy on those that lacked it.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { progressOf } from "#src/kubeadm/disruption/rollout-progress.ts";
import { judge, type Verdict } from "#src/kubeadm/kube-proxy/canary.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { podOn, proxyPods } from "#src/kubeadm/kube-proxy/read.ts";
import { withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  /** Where kube-proxy was missing or broken. */
  nodes: z.array(z.string()),
});

const { namespace, name } = kubeProxy;
const said = `DaemonSet ${namespace}/${name}`;

export default defineStep({
  name: "roll-out-kube-proxy-template",
  input,
  timeoutMs: 15 * 60_000,
  title: () => "Mend kube-proxy on the other nodes",
  calls: ({ nodes }) => [
    `PATCH /apis/apps/v1/namespaces/${namespace}/daemonsets/${name} spec.updateStrategy.type=RollingUpdate, annotations of the trial removed`,
    `GET /api/v1/namespaces/${namespace}/pods/<kube-proxy on ${few(nodes, 5)}>/log, which must say that it has started`,
  ],
  done: async ({ daemonSet, nodes }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) return { holds: false, evidence: `${said} is not the one that it was` };
    if (rollout.strategy !== "RollingUpdate")
      return { holds: false, evidence: `${said} still holds its new template back` };
    const progress = progressOf(rollout);
    const { reached } = progress;
    if (!progress.complete) return { holds: false, evidence: `${said}: ${progress.said}`, reached };
    const verdicts = await Promise.all(nodes.map((node) => seeOn(node, daemonSet, { cluster, signal })));
    const open = verdicts.filter(({ state }) => state !== "proven");
    const evidence = few(
      (open.length > 0 ? open : verdicts).map((verdict) => verdict.evidence),
      3,
    );
    return { holds: open.length === 0, evidence: `${progress.said}; ${evidence}`, reached };
  },
  run: async ({ daemonSet }, { cluster, signal }) => {
    const rollout = await cluster.rollout(kubeProxy, signal);
    if (rollout?.uid !== daemonSet) throw new StepError(`${said} is not the one that was approved.`);
    const change = { strategy: "RollingUpdate", annotations: withoutTrial } as const;
    await cluster.changeDaemonSet(rollout, change, signal);
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
