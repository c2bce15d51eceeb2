// /k8s kube-proxy mode <iptables|nftables|ipvs>
import { z } from "zod";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { RefusedError } from "#src/errors.ts";
import { chooseCanary, ownNode } from "#src/kube-proxy/canary.ts";
import { checkRollable, restartMeans, rolloutTakes } from "#src/kube-proxy/impact.ts";
import { readConfigured, readProxy } from "#src/kube-proxy/read.ts";
import { fingerprint } from "#src/kube-proxy/trial.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import { defaultMode, kubeProxy, type Mode, minorOf, modes } from "#src/kubeadm/kube-proxy.ts";
import { withMode } from "#src/kubeadm/kube-proxy-config.ts";
import { modeWarnings, whyNot } from "#src/kubeadm/kube-proxy-mode-warnings.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import restartWorkload from "#src/steps/restart-workload.ts";
import seeKubeProxyMode from "#src/steps/see-kube-proxy-mode.ts";
import tryKubeProxyMode from "#src/steps/try-kube-proxy-mode.ts";
import { settle } from "#src/view/freshness.ts";

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
    if (from === mode) throw isAlready(mode, config.mode);
    const nodePorts = (await cluster.services(undefined, signal)).filter(({ ports }) =>
      ports.some(({ nodePort }) => nodePort !== undefined),
    ).length;
    const agents = agentsOf(context);
    const facts = { mode, from: from as Mode, config, version, nodes, agents, nodePorts };
    const reason = whyNot(facts);
    if (reason) throw new RefusedError(`${cluster.name} cannot have ${mode} mode: ${reason}.`);
    if (withMode(text, mode) === undefined) throw isNotEditable();
    checkRollable(rollout, nodes);
    const own = ownNode(cluster, context.self);
    const canary = chooseCanary({ ...proxy, own });
    if (!canary)
      throw new RefusedError("No node has a ready kube-proxy to try it on.", { hint: "kube-proxy show" });
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
          configMap: configMap.uid,
          daemonSet: uid,
          node: canary.name,
        }),
        restartWorkload.with({ kind, namespace, name, uid }),
        seeKubeProxyMode.with({ mode, daemonSet: uid }),
      ],
    };
  },
});

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

function agentsOf({ cluster }: PlanContext): readonly string[] {
  const { daemonSets, pods } = cluster.snapshot();
  const statics = pods.filter(({ owner }) => owner?.kind === "Node").map(({ name }) => name);
  return [
    ...new Set([
      ...daemonSets.map(({ namespace, name }) => (/metallb/.test(namespace) ? `metallb ${name}` : name)),
      ...statics,
    ]),
  ];
}

function canaryWarnings(
  canary: Node,
  { nodes, own }: { readonly nodes: readonly Node[]; readonly own: string | undefined },
): readonly string[] {
  const isOnly = nodes.length === 1;
  return [
    isOnly ? `${canary.name} is the only node: there is no other to try it on first.` : "",
    !isOnly && isControlPlane(canary)
      ? `${canary.name}, which goes first, is a control plane: no worker has a ready kube-proxy.`
      : "",
    canary.name === own
      ? `Wheelhouse itself runs on ${canary.name}: if Services stop working there, it may not be able to put anything back.`
      : "",
  ].filter((line) => line !== "");
}
