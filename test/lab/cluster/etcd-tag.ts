// Names etcd's image in kubeadm's own settings, as people do who edit ConfigMap kubeadm-config.
import { parse, stringify } from "yaml";
import { kubectl } from "./kubectl.ts";

const configMap = ["configmap", "kubeadm-config", "--namespace=kube-system"];

/** `3.6.16-0`; undefined leaves the choice to kubeadm again. What runs changes with the next `kubeadm upgrade`. */
export async function nameEtcdTag(imageTag: string | undefined): Promise<void> {
  const text = await kubectl(["get", ...configMap, "--output=jsonpath={.data.ClusterConfiguration}"]);
  const settings: { readonly etcd?: { readonly local?: object } } = parse(text);
  const local = { ...settings.etcd?.local, imageTag };
  const ClusterConfiguration = stringify({ ...settings, etcd: { ...settings.etcd, local } });
  const patch = JSON.stringify({ data: { ClusterConfiguration } });
  await kubectl(["patch", ...configMap, "--type=merge", `--patch=${patch}`]);
}
