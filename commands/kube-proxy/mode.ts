// /k8s kube-proxy mode <iptables|nftables|ipvs>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { settle } from "#src/card/freshness.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { canaryWarnings, chooseCanary, ownNode, seeCanary } from "#src/kubeadm/kube-proxy/canary.ts";
import { withMode } from "#src/kubeadm/kube-proxy/config.ts";
import { checkRollable, restartMeans, rolloutTakes } from "#src/kubeadm/kube-proxy/impact.ts";
import { defaultMode, kubeProxy, type Mode, minorOf, modes } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { type ModeTrial, modeTrial } from "#src/kubeadm/kube-proxy/left.ts";
import { agentsIn, modeWarnings, whyNot } from "#src/kubeadm/kube-proxy/mode-warnings.ts";
import { type ProxyState, podOn, readConfigured, readProxy } from "#src/kubeadm/kube-proxy/read.ts";
import { fingerprint } from "#src/kubeadm/kube-proxy/trial.ts";
import type { ConfigMap } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import removeKubeProxyTrial from "#src/steps/remove-kube-proxy-trial.ts";
import restartKubeProxyOnNode from "#src/steps/restart-kube-proxy-on-node.ts";
import restartWorkload from "#src/steps/restart-workload.ts";
import seeKubeProxyMode from "#src/steps/see-kube-proxy-mode.ts";
import tryKubeProxyMode from "#src/steps/try-kube-proxy-mode.ts";

export default defineOperation({
  summary: "Let kube-proxy use iptables, nftables or ipvs, one node first",
  role: "operator",
  risk: "change",
  args: z.object({
    mode: z.enum(modes, `must be one of ${modes.join(", ")}`).meta({ description: modes.join(", ") }),
  }),
  positional: ["mode"],
  async plan({ mode }, context) {
    const { cluster, signal } = context;
    await settle(cluster, signal);
    const proxy = await readProxy(cluster, signal);
    const { rollout, nodes } = proxy;
    const { configMap, text, config } = await readConfigured(cluster, signal);
    const { version } = await cluster.health(signal);
    const from = config.mode === "" ? defaultMode(minorOf(version) ?? 0) : config.mode;
    const trial = modeTrial(configMap, version);
    if (from === mode && trial) return endTrial(trial, { proxy, configMap }, context);
    if (from === mode) throw isAlready(mode, config.mode);
    const nodePorts = (await cluster.services(undefined, signal)).filter(({ ports }) =>
      ports.some(({ nodePort }) => nodePort !== undefined),
    ).length;
    const agents = agentsIn(cluster.snapshot());
    const facts = { mode, from: from as Mode, config, version, nodes, agents, nodePorts };
    const reason = whyNot(facts);
    if (reason) throw new RefusedError(`${cluster.name} cannot have ${mode} mode: ${reason}.`);
    const becomes = withMode(text, mode);
    if (becomes === undefined) throw isNotEditable();
    checkRollable(rollout, nodes);
    const own = ownNode(cluster, context.self);
    const canary = tried(trial, proxy) ?? chooseCanary({ ...proxy, own });
    if (!canary)
      throw new RefusedError("No node that answers has a kube-proxy to try it on.", {
        hint: "kube-proxy show",
      });
    const { kind, namespace, name, uid } = rollout;
    return {
      target: name,
      risk: "change",
      title: `Change kube-proxy from ${from} to ${mode} mode`,
      impact: [
        `${canary.name} goes first: its kube-proxy must be ready and say Using ${mode} Proxier. If it fails there, the configuration and ${canary.name} are put back, and no other node is touched.`,
        rolloutTakes(rollout),
        restartMeans,
        "A kube-proxy that crashes meanwhile comes up in the new mode too.",
      ],
      warnings: [...canaryWarnings(canary, { nodes, own }), ...modeWarnings(facts)],
      basis: {
        configMap: configMap.uid,
        config: fingerprint(text),
        daemonSet: uid,
        node: canary.uid,
        strategy: rollout.strategy,
      },
      steps: [
        tryKubeProxyMode.with({
          mode,
          from: config.mode,
          before: fingerprint(text),
          after: fingerprint(becomes),
          configMap: configMap.uid,
          daemonSet: uid,
          node: canary.name,
        }),
        restartWorkload.with({ kind, namespace, name, uid }),
        seeKubeProxyMode.with({ mode, daemonSet: uid }),
        removeKubeProxyTrial.with({ configMap: configMap.uid }),
      ],
    };
  },
});

/** Where a trial that nobody ended was begun: that may be the one node that is ill. */
function tried(trial: ModeTrial | undefined, { nodes, pods }: ProxyState): Node | undefined {
  return nodes.find((node) => node.name === trial?.node && isReady(node) && podOn(pods, node.name));
}

type Where = { readonly proxy: ProxyState; readonly configMap: ConfigMap };
type Reading = Pick<PlanContext, "cluster" | "signal">;

/** The mode is written already: what is left is that nodes start in it, one that went another way or all others. */
async function endTrial(trial: ModeTrial, where: Where, reading: Reading): Promise<Plan> {
  const { operation, node, now: mode, isBack } = trial;
  const { rollout } = where.proxy;
  const { uid: configMap } = where.configMap;
  return {
    target: rollout.name,
    risk: "change",
    title: isBack
      ? `End the trial of kube-proxy: ${node} back to ${mode} mode`
      : `End the trial of kube-proxy: all nodes to ${mode} mode`,
    impact: [
      isBack
        ? `${operation} was given up while ${node} went back to ${mode} mode. No other node is touched.`
        : `${operation} was given up after ${node} had gone to ${mode} mode. ${rolloutTakes(rollout)}`,
      restartMeans,
    ],
    warnings: [],
    basis: { configMap, daemonSet: rollout.uid, operation, strategy: rollout.strategy },
    steps: [
      ...(await (isBack ? goBack : goOn)(trial, where.proxy, reading)),
      removeKubeProxyTrial.with({ configMap }),
    ],
  };
}

/** @throws RefusedError where the first node does not show that the others may follow */
async function goOn(
  { operation, node, pod, now: mode, before }: ModeTrial,
  { rollout, nodes }: ProxyState,
  { cluster, signal }: Reading,
): Promise<readonly PlannedStep[]> {
  const { kind, namespace, name, uid } = rollout;
  const { verdict } = await seeCanary(cluster, { node, set: uid, replaced: pod, mode }, signal);
  if (verdict.state !== "proven") {
    const why = `${operation} tried ${mode} mode on ${node}, where it is not proven: ${verdict.evidence}.`;
    throw new RefusedError(why, { hint: `kube-proxy mode ${before} goes back.` });
  }
  checkRollable(rollout, nodes);
  return [
    restartWorkload.with({ kind, namespace, name, uid }),
    seeKubeProxyMode.with({ mode, daemonSet: uid }),
  ];
}

/** Nothing to do where it runs in that mode already. */
async function goBack(
  { node, pod: tried, undo, now: mode }: ModeTrial,
  { rollout }: ProxyState,
  { cluster, signal }: Reading,
): Promise<readonly PlannedStep[]> {
  const replaced = undo === undefined ? "" : tried;
  const { pod, verdict } = await seeCanary(cluster, { node, set: rollout.uid, replaced, mode }, signal);
  if (!pod || verdict.state === "proven") return [];
  return [restartKubeProxyOnNode.with({ node, daemonSet: rollout.uid, pod: pod.name, uid: pod.uid })];
}

function isAlready(mode: Mode, written: string): RefusedError {
  const how = written === "" ? "; it is not set, and that is the default" : "";
  return new RefusedError(`kube-proxy is configured for ${mode} mode already${how}.`, {
    hint: "kube-proxy show says which nodes run it; kube-proxy restart lets them read it.",
  });
}

function isNotEditable(): RefusedError {
  const said = `ConfigMap ${kubeProxy.namespace}/${kubeProxy.name}`;
  return new RefusedError(`The mode in ${said} cannot be changed without touching other lines.`, {
    hint: `kubectl -n ${kubeProxy.namespace} edit configmap ${kubeProxy.name}, then kube-proxy restart.`,
  });
}
