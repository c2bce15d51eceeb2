// /k8s kube-proxy restart [--node <node>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { restartWarnings } from "#src/kubeadm/disruption/restart-impact.ts";
import { readProxyConfig } from "#src/kubeadm/kube-proxy/config.ts";
import { checkRollable, restartMeans, rolloutTakes } from "#src/kubeadm/kube-proxy/impact.ts";
import { configKey, kubeProxy, type Mode } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { modeOf, modeTrial, sayModeTrial } from "#src/kubeadm/kube-proxy/left.ts";
import { podOn, readProxy } from "#src/kubeadm/kube-proxy/read.ts";
import type { Plan } from "#src/operation/plan.ts";
import restartKubeProxyOnNode from "#src/steps/restart-kube-proxy-on-node.ts";
import restartWorkload from "#src/steps/restart-workload.ts";
import seeKubeProxyMode from "#src/steps/see-kube-proxy-mode.ts";

export default defineOperation({
  summary: "Start kube-proxy anew, everywhere or on one node",
  role: "operator",
  risk: "change",
  args: z.object({ node: nodeName.optional() }),
  positional: ["node"],
  async plan({ node }, context) {
    await settle(context.cluster, context.signal);
    return node === undefined ? planEverywhere(context) : planOnNode(node, context);
  },
});

async function planEverywhere({ cluster, signal }: PlanContext): Promise<Plan> {
  const { rollout, nodes } = await readProxy(cluster, signal);
  checkRollable(rollout, nodes);
  const { kind, namespace, name, uid, strategy } = rollout;
  const { mode, warnings } = await readMode(cluster, signal);
  return {
    target: name,
    risk: "change",
    title: "Restart kube-proxy",
    impact: [rolloutTakes(rollout), restartMeans],
    warnings: [...restartWarnings(rollout, { self: false }), ...warnings],
    basis: { uid, strategy },
    steps: [
      restartWorkload.with({ kind, namespace, name, uid }),
      ...(mode ? [seeKubeProxyMode.with({ mode, daemonSet: uid })] : []),
    ],
  };
}

async function planOnNode(typed: string, { cluster, signal }: PlanContext): Promise<Plan> {
  const node = findNode(cluster, typed);
  const { rollout, pods } = await readProxy(cluster, signal);
  const pod = podOn(pods, node.name);
  if (!pod) {
    throw new RefusedError(`${node.name} has no pod of kube-proxy to restart.`, {
      hint: "kube-proxy repair finds out why.",
    });
  }
  if (!isReady(node)) {
    throw new RefusedError(`${node.name} does not answer, so nothing would end or start there.`, {
      hint: `node show ${node.name}`,
    });
  }
  return {
    target: node.name,
    risk: "change",
    title: `Restart kube-proxy on ${node.name}`,
    impact: [`Pod ${pod.name} is replaced; no other node is touched.`, restartMeans],
    warnings: [
      ...(pod.ready ? [] : ["It is not ready now; kube-proxy show says more."]),
      ...(await readMode(cluster, signal)).warnings,
    ],
    basis: { uid: pod.uid },
    steps: [
      restartKubeProxyOnNode.with({
        node: node.name,
        daemonSet: rollout.uid,
        pod: pod.name,
        uid: pod.uid,
      }),
    ],
  };
}

/** What whatever starts now takes, also when it was only tried. */
async function readMode(
  cluster: PlanContext["cluster"],
  signal: AbortSignal,
): Promise<{ readonly mode: Mode | undefined; readonly warnings: readonly string[] }> {
  const configMap = await cluster.configMap(kubeProxy.namespace, kubeProxy.name, signal);
  const { version } = await cluster.health(signal);
  const config = readProxyConfig(configMap?.data[configKey] ?? "");
  const trial = configMap && modeTrial(configMap, version);
  return { mode: config && modeOf(config, version), warnings: trial ? [sayModeTrial(trial)] : [] };
}
