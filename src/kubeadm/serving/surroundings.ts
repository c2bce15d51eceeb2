// Reads what a kubelet's request for a serving certificate is judged by.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { readClusterInfo } from "../join/cluster-info.ts";
import type { Surroundings } from "./serving-names.ts";

/** The API server has more than one address: the one that we use, its Service's, and the one that nodes join at. */
export async function surroundingsOf(cluster: ClusterView, signal: AbortSignal): Promise<Surroundings> {
  const [services, info] = await Promise.all([
    cluster.services("default", signal),
    cluster.configMap("kube-public", "cluster-info", signal),
  ]);
  const service = services.find(({ name }) => name === "kubernetes")?.clusterIP;
  const joined = readClusterInfo(info?.data.kubeconfig ?? "")?.endpoint;
  const hosts = [hostOf(cluster.server()), joined && hostOf(`https://${joined}`), service];
  return {
    nodes: cluster.snapshot().nodes,
    apiServers: hosts.flatMap((host) => host || []),
    nodeNetworks: cluster.nodeNetworks,
  };
}

function hostOf(url: string): string | undefined {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, "");
}
