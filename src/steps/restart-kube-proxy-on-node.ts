// Lets one node start kube-proxy anew: deletes its pod, and sees the new one at work.

import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { judge } from "#src/kubeadm/kube-proxy/canary.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { podOn, proxyPods } from "#src/kubeadm/kube-proxy/read.ts";
import { podDeletionCall, podLogCall } from "#src/kubernetes/calls/pods.ts";
import { defineStep, goal } from "#src/operation/step.ts";

const { namespace } = kubeProxy;

export default defineStep({
  name: "restart-kube-proxy-on-node",
  input: z.object({
    node: z.string(),
    /** Uid of the DaemonSet. */
    daemonSet: z.string(),
    pod: z.string(),
    uid: z.string(),
  }),
  timeoutMs: 3 * 60_000,
  title: ({ node }) => `Restart kube-proxy on ${node}`,
  calls: ({ pod: name, uid }) => [
    podDeletionCall({ namespace, name, uid }),
    { ...podLogCall({ namespace, name: "<its new one>" }), what: "must say that it has started" },
  ],
  equivalent: ({ pod }) => `kubectl delete pod ${pod} -n ${namespace}`,
  done: async ({ node, daemonSet, uid }, { cluster, signal }) => {
    const pods = await proxyPods(cluster, { node, uid: daemonSet }, signal);
    const pod = podOn(pods, node);
    if (!pod) return { goal: "open", evidence: `${node} has no pod of kube-proxy` };
    if (pods.some((each) => each.uid === uid)) {
      return { goal: "open", evidence: `the old pod of kube-proxy is still on ${node}` };
    }
    const { state, evidence } = await judge(cluster, pod, undefined, signal);
    return { goal: goal(state === "proven"), evidence };
  },
  run: async ({ node, daemonSet, pod: name, uid }, { cluster, signal }) => {
    const pods = await proxyPods(cluster, { node, uid: daemonSet }, signal);
    const outcome = await cluster.deletePod({ namespace, name, uid }, {}, signal);
    if (outcome === "gone" && pods.length === 0) {
      throw new StepError(`${node} has no pod of kube-proxy any more.`, {
        hint: "kube-proxy repair finds out why.",
      });
    }
  },
});
