// /k8s kube-proxy restart [node] [--one-by-one]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { boundsOf } from "#src/campaign/bounds.ts";
import { oneByOne } from "#src/campaign/one-by-one.ts";
import { campaignPlan } from "#src/campaign/plan-campaign.ts";
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
import { type ProxyState, podOn, readProxy } from "#src/kubeadm/kube-proxy/read.ts";
import type { Plan } from "#src/operation/plan.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";
import restartKubeProxyOnNode from "#src/steps/restart-kube-proxy-on-node.ts";
import restartWorkload from "#src/steps/restart-workload.ts";
import seeKubeProxyMode from "#src/steps/see-kube-proxy-mode.ts";

export default defineOperation({
  summary: "Start kube-proxy anew, everywhere or on one node",
  role: "operator",
  risk: "change",
  args: z.object({
    node: nodeName.optional(),
    "one-by-one": z.boolean().default(false).meta({
      description: "Node by node as a campaign: asks after the first, and goes on while all is well",
    }),
  }),
  positional: ["node"],
  async plan({ node, "one-by-one": oneByOne }, context) {
    await settle(context.cluster, context.signal);
    if (oneByOne) return planOneByOne(node, context);
    return node === undefined ? planEverywhere(context) : planOnNode(node, context);
  },
});

/** Those that are ready now; a worker first, as its canary. */
async function planOneByOne(typed: string | undefined, context: PlanContext): Promise<Plan> {
  if (typed !== undefined) {
    throw new RefusedError("--one-by-one is about all nodes, so it takes none.", {
      hint: `kube-proxy restart ${typed}`,
    });
  }
  const { cluster, signal } = context;
  const { rollout, pods } = await readProxy(cluster, signal);
  const { nodes } = cluster.snapshot();
  const ready = nodes.filter((node) => isReady(node) && podOn(pods, node.name));
  const stages = oneByOne(ready, ({ name }) => ({
    line: `kube-proxy restart ${name}`,
    title: `Restart kube-proxy on ${name}`,
  }));
  const plans = await Promise.all(ready.map(({ name }) => planOnNode(name, context)));
  return campaignPlan({
    begin: beginCampaign.with,
    title: "Restart kube-proxy one by one",
    target: rollout.name,
    stages,
    // Somebody else may have restarted one meanwhile: it is a pod of kube-proxy all the same.
    bounds: boundsOf(plans, anyOf(pods)),
    impact: [restartMeans],
    warnings: [],
    basis: { uid: rollout.uid, nodes: stages.map(({ node = "" }) => node) },
    snapshot: cluster.snapshot(),
  });
}

function anyOf(pods: ProxyState["pods"]): (text: string) => string {
  return (text) => {
    const pod = pods.find(({ name, uid }) => text === uid || text.endsWith(`/${name}`));
    if (!pod) return text;
    return text === pod.uid ? "<its uid>" : text.replace(pod.name, "kube-proxy-<pod>");
  };
}

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
