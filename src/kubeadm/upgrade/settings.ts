// kubeadm's own settings of a cluster, as it keeps them in kube-system.
import { parse } from "yaml";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Settings } from "./facts.ts";

/** Undefined where kubeadm has not made this cluster. */
export async function readSettings(
  cluster: Pick<ClusterView, "configMap">,
  signal: AbortSignal,
): Promise<Settings | undefined> {
  const [own, kubelet] = await Promise.all([
    cluster.configMap("kube-system", "kubeadm-config", signal),
    cluster.configMap("kube-system", "kubelet-config", signal),
  ]);
  return own && settingsIn(own.data.ClusterConfiguration ?? "", kubelet?.data.kubelet ?? "");
}

export function settingsIn(clusterText: string, kubeletText: string): Settings {
  const cluster = fieldsOf(clusterText);
  const kubelet = fieldsOf(kubeletText);
  const etcd = fieldsIn(fieldsIn(cluster.etcd).local);
  return {
    api: String(cluster.apiVersion ?? "").replace(/^kubeadm\.k8s\.io\//, ""),
    version: String(cluster.kubernetesVersion ?? ""),
    imageRepository: typeof cluster.imageRepository === "string" ? cluster.imageRepository : undefined,
    failsOnCgroupV1: typeof kubelet.failCgroupV1 === "boolean" ? kubelet.failCgroupV1 : undefined,
    etcdFlags: flagsIn(etcd.extraArgs),
    etcdTag: typeof etcd.imageTag === "string" && etcd.imageTag !== "" ? etcd.imageTag : undefined,
  };
}

/** A list of names and values in v1beta4, a map in v1beta3. */
function flagsIn(extra: unknown): readonly string[] {
  if (Array.isArray(extra)) return extra.flatMap((each: unknown) => String(fieldsIn(each).name ?? ""));
  return Object.keys(fieldsIn(extra));
}

type Fields = Readonly<Record<string, unknown>>;

/** What nobody can read says nothing. */
function fieldsOf(text: string): Fields {
  try {
    return fieldsIn(parse(text));
  } catch {
    return {};
  }
}

function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
