// kube-proxy as the API server knows it now: its DaemonSet, its configuration and its pods.
import { RefusedError } from "#src/base/errors.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { ConfigMap, NodeFacts, PodFacts, Rollout } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { type ProxyConfig, readProxyConfig } from "./config.ts";
import { configKey, kubeProxy, linuxNodes, proxyLabels } from "./kube-proxy.ts";

export type ProxyState = {
  readonly rollout: Rollout;
  readonly pods: readonly PodFacts[];
  /** Those that can run it. */
  readonly nodes: readonly Node[];
  /** Of `nodes`, those without a pod of it. */
  readonly absent: readonly Node[];
};

/** @throws RefusedError when there is no such DaemonSet, saying whether that is as it should be */
export async function readProxy(cluster: ClusterView, signal: AbortSignal): Promise<ProxyState> {
  const rollout = await cluster.rollout(kubeProxy, signal);
  if (!rollout) {
    throw new RefusedError(`${cluster.name} has no DaemonSet ${said}: ${whyNone(cluster)}.`, {
      hint: replacing(cluster) ? undefined : howToMakeIt,
    });
  }
  const pods = await proxyPods(cluster, { uid: rollout.uid }, signal);
  const nodes = linuxNodes(cluster.snapshot().nodes);
  return { rollout, pods, nodes, absent: nodes.filter(({ name }) => !podOn(pods, name)) };
}

const said = `${kubeProxy.namespace}/${kubeProxy.name}`;

/** Without a file kubeadm takes its defaults, and with them the wrong pod network and endpoint. */
const howToMakeIt =
  "On a control plane, kubeadm init phase addon kube-proxy --config <file> makes it; the file must hold the ClusterConfiguration of ConfigMap kubeadm-config, or kubeadm takes its defaults.";

/** By design where the pod network does its work. */
export function whyNone(cluster: ClusterView): string {
  const network = replacing(cluster);
  return network
    ? `${network} runs here, which can do its work (Cilium: kube-proxy-replacement in ConfigMap cilium-config)`
    : "it was deleted, or kubeadm was told to skip it";
}

function replacing(cluster: ClusterView): string | undefined {
  return cluster.snapshot().daemonSets.find(({ name }) => /^(cilium|kube-router|ovnkube-node)$/.test(name))
    ?.name;
}

export async function proxyPods(
  cluster: ClusterView,
  { node, uid }: { readonly node?: string; readonly uid: string },
  signal: AbortSignal,
): Promise<readonly PodFacts[]> {
  const { namespace } = kubeProxy;
  const pods = await cluster.pods({ node, namespace, labels: proxyLabels }, signal);
  return pods.filter(({ owner }) => owner?.uid === uid);
}

/** The pod that counts on a node: one that ended, or failed for good, is none. */
export function podOn(pods: readonly PodFacts[], node: string): PodFacts | undefined {
  return pods
    .filter((pod) => pod.node === node && pod.phase !== "Failed" && pod.phase !== "Succeeded")
    .toSorted((a, b) => Number(a.deletedAt !== undefined) - Number(b.deletedAt !== undefined))[0];
}

export type Configured = {
  readonly configMap: ConfigMap;
  readonly text: string;
  readonly config: ProxyConfig;
};

/** @throws RefusedError when it is absent or cannot be read */
export async function readConfigured(cluster: ClusterView, signal: AbortSignal): Promise<Configured> {
  const configMap = await cluster.configMap(kubeProxy.namespace, kubeProxy.name, signal);
  const text = configMap?.data[configKey];
  const config = text === undefined ? undefined : readProxyConfig(text);
  if (!configMap || text === undefined || !config) {
    const what = configMap ? `has no ${configKey} that I can read` : "is not there";
    throw new RefusedError(`ConfigMap ${said} on ${cluster.name} ${what}.`);
  }
  return { configMap, text, config };
}

/** With their labels, which the snapshot does not keep; one that is gone meanwhile is left out. */
export async function withLabels(
  cluster: ClusterView,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<readonly NodeFacts[]> {
  const found: NodeFacts[] = [];
  // One after the other: a thousand nodes that lack it have one cause, and the first hundred show it.
  for (const { name } of nodes.slice(0, 100)) {
    const node = await cluster.node(name, signal);
    if (node) found.push(node);
  }
  return found;
}
