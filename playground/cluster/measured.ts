// What the API server and kubelets measure: /metrics, and of a node /metrics and /stats/summary through its proxy.
import type { Api, Call } from "./api.ts";
import { textAt } from "./object.ts";
import { sendJson, sendText } from "./respond.ts";
import { notFound } from "./status.ts";

const MIB = 1024 ** 2;

/** As kube-apiserver 1.37 writes it, a few lines of some ten thousand. */
export function serverMetrics(api: Api): string {
  const objects = api.store.list("pods").length + api.store.list("nodes").length;
  return [
    "# HELP apiserver_storage_size_bytes [STABLE] Size of the storage database file physically allocated in bytes.",
    "# TYPE apiserver_storage_size_bytes gauge",
    `apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} ${(20 * MIB + objects * 4_096).toExponential()}`,
    ...requestedApis(api),
    "",
  ].join("\n");
}

/** It begins with the first that was asked for. */
function requestedApis({ requestedApis: requested }: Api): readonly string[] {
  const name = "apiserver_requested_deprecated_apis";
  if (requested.size === 0) return [];
  return [
    `# HELP ${name} [STABLE] Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.`,
    `# TYPE ${name} gauge`,
    ...[...requested].map((labels) => `${name}{${labels}} 1`),
  ];
}

/** The kubelet of a node that there is, none of whose pods has a claim. */
export function answerKubelet(api: Api, { target, url, request, response }: Call): void {
  const node = target.name ?? "";
  if (api.store.get("nodes", undefined, node) === undefined) throw notFound(target.resource, node);
  if (url.pathname.endsWith("/proxy/metrics")) return sendText(response, 200, kubeletMetrics);
  const pods = api.store.list("pods").filter((pod) => textAt(pod, "spec.nodeName") === node);
  sendJson(request, response, 200, {
    node: { nodeName: node },
    pods: pods.map(({ metadata }) => ({
      podRef: { name: metadata.name, namespace: metadata.namespace },
      volume: [],
    })),
  });
}

const kubeletMetrics = [
  "# HELP kubelet_cgroup_version [ALPHA] cgroup version on the hosts.",
  "# TYPE kubelet_cgroup_version gauge",
  "kubelet_cgroup_version 2",
  "",
].join("\n");
