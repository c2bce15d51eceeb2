// How large etcd's database is, as the API server measures it, and what kubeadm was told about etcd.
import { attempt } from "#src/base/outcome.ts";
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 10 * 60_000,
  goodForMs: 30 * 60_000,
  patienceMs: 60_000,
  read: async ({ storageSizes, configMap }, signal) => {
    const sizes = await storageSizes(signal);
    // An owner of before may not have granted it: then etcd's default is assumed.
    const config = await attempt(configMap("kube-system", "kubeadm-config", signal));
    return { sizes, clusterConfiguration: config.ok ? (config.value?.data.ClusterConfiguration ?? "") : "" };
  },
});
