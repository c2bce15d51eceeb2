// Everything that an upgrade rests on, read now: from the API server, and from the machines.
import { attempt } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { readProxyConfig } from "../kube-proxy/config.ts";
import { configKey, kubeProxy } from "../kube-proxy/kube-proxy.ts";
import type { UpgradeFacts } from "./facts.ts";
import { readMachines } from "./read-machines.ts";
import { readSettings } from "./settings.ts";
import { staticVersions } from "./static-pods.ts";
import { parseVersion } from "./version.ts";
import { readWebhooks } from "./webhooks.ts";

/** All but the version that it is to become. */
export type Standing = Omit<UpgradeFacts, "to">;

type From = {
  readonly cluster: ClusterView;
  readonly hosts: HostsView;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** The machine of this node alone is asked. */
  readonly only?: string | undefined;
};

/** @throws UnreachableError when the API server does not answer */
export async function readUpgrade({ cluster, hosts, now, signal, only }: From): Promise<Standing> {
  const { nodes, pods: seen, daemonSets } = cluster.snapshot();
  const { etcdSize } = cluster.probes();
  const [pods, workloads, budgets, volumes, proxy, settings, requested, webhooks, machines] =
    await Promise.all([
      cluster.pods({}, signal),
      cluster.workloads(undefined, signal),
      cluster.disruptionBudgets(undefined, signal),
      cluster.persistentVolumes(signal),
      cluster.configMap(kubeProxy.namespace, kubeProxy.name, signal),
      attempt(readSettings(cluster, signal)),
      attempt(cluster.requestedApis(signal)),
      attempt(readWebhooks(cluster, signal)),
      readMachines(
        nodes.filter(({ name }) => only === undefined || name === only),
        hosts,
        { now, signal },
      ),
    ]);
  return {
    servers: staticVersions(pods, "kube-apiserver").flatMap(({ node, tag }) => {
      const version = parseVersion(tag);
      return version ? [{ node, version }] : [];
    }),
    kubelets: nodes.flatMap(({ name, kubeletVersion }) => {
      const version = parseVersion(kubeletVersion);
      return version ? [{ node: name, version }] : [];
    }),
    ...{ nodes, seen, pods, workloads, budgets, volumes, machines },
    daemonSets: new Set(daemonSets.map(({ namespace, name }) => `${namespace}/${name}`)),
    etcd: staticVersions(pods, "etcd").map(({ node, tag }) => ({
      node,
      version: tag.replace(/-\d+$/, ""),
    })),
    etcdBytes: etcdSize && "value" in etcdSize ? Math.max(0, ...etcdSize.value.sizes) : undefined,
    proxyMode: proxy && readProxyConfig(proxy.data[configKey] ?? "")?.mode,
    settings: settings.ok ? settings.value : undefined,
    requested: requested.ok ? requested.value : undefined,
    webhooks: webhooks.ok ? webhooks.value : undefined,
    now: now(),
  };
}
