// Changes nothing: sees that kube-proxy works in the mode on every node that answers.

import { z } from "zod";
import { count, few } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { inBatches } from "#src/kubeadm/disruption/in-batches.ts";
import { judge, type Verdict } from "#src/kubeadm/kube-proxy/canary.ts";
import { kubeProxy, linuxNodes, type Mode, modes } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { podOn, proxyPods } from "#src/kubeadm/kube-proxy/read.ts";
import { podLogCall } from "#src/kubernetes/calls/pods.ts";
import { defineStep, goal, type StepContext } from "#src/operation/step.ts";

const { namespace } = kubeProxy;
const atOnce = 8;

export default defineStep({
  name: "see-kube-proxy-mode",
  input: z.object({
    mode: z.enum(modes),
    /** Uid of the DaemonSet. */
    daemonSet: z.string(),
  }),
  timeoutMs: 3 * 60_000,
  title: ({ mode }) => `See kube-proxy work in ${mode} mode on every node`,
  calls: ({ mode }) => [
    {
      ...podLogCall({ namespace, name: "<each kube-proxy>" }),
      what: `must say Using ${mode} Proxier and that it has started`,
    },
  ],
  equivalent: () => `kubectl logs -n ${namespace} -l k8s-app=kube-proxy`,
  done: async ({ mode, daemonSet }, { cluster, signal }) => {
    const pods = await proxyPods(cluster, { uid: daemonSet }, signal);
    const nodes = linuxNodes(cluster.snapshot().nodes)
      .filter(isReady)
      .map((node) => node.name)
      .toSorted();
    const verdicts = new Map<string, Verdict>();
    await inBatches(nodes, atOnce, async (node) => {
      verdicts.set(node, await judgeOn(node, { cluster, signal }, { pods, mode }));
    });
    const open = nodes.flatMap((node) => {
      const verdict = verdicts.get(node);
      return verdict && verdict.state !== "proven" ? [verdict.evidence] : [];
    });
    const all = count(nodes.length, "node");
    if (open.length === 0)
      return { goal: goal(nodes.length > 0), evidence: `kube-proxy works in ${mode} mode on ${all}` };
    return { goal: "open", evidence: `on ${open.length} of ${all} not yet: ${few(open, 3)}` };
  },
  run: async () => undefined,
});

type Sight = { readonly pods: Awaited<ReturnType<typeof proxyPods>>; readonly mode: Mode };

async function judgeOn(
  node: string,
  { cluster, signal }: Pick<StepContext, "cluster" | "signal">,
  { pods, mode }: Sight,
): Promise<Verdict> {
  const pod = podOn(pods, node);
  if (!pod) return { state: "waiting", evidence: `${node} has no pod of kube-proxy` };
  return judge(cluster, pod, mode, signal);
}
