// The two Kubernetes minors of the lab and what kubeadm deploys with each.
import type { ModuleName } from "./programs.ts";

/** Versions without a leading v, as packages have them. Image tags: `v<version>`, etcd `<etcdVersion>-0`, `v<corednsVersion>`. */
export type KubernetesVersion = {
  readonly minor: "1.37" | "1.36";
  readonly version: string;
  readonly module: ModuleName;
  readonly etcdModule: ModuleName;
  readonly etcdVersion: string;
  readonly corednsModule: ModuleName;
  readonly corednsVersion: string;
  readonly pauseVersion: string;
  /** What people with several members of etcd go to before the next minor, by `etcd.local.imageTag`: its kubeadm does not bring it. */
  readonly laterEtcd?: { readonly module: ModuleName; readonly version: string };
};

/** Newest first. A test holds them to `kubeadm config images list`. */
export const kubernetesVersions = [
  {
    minor: "1.37",
    version: "1.37.2",
    module: "kubernetes-1.37",
    etcdModule: "etcd-3.7",
    etcdVersion: "3.7.0",
    corednsModule: "coredns-1.14.6",
    corednsVersion: "1.14.6",
    pauseVersion: "3.10.2",
  },
  {
    minor: "1.36",
    version: "1.36.3",
    module: "kubernetes-1.36",
    etcdModule: "etcd-3.6",
    etcdVersion: "3.6.8",
    corednsModule: "coredns-1.14.2",
    corednsVersion: "1.14.2",
    pauseVersion: "3.10.2",
    laterEtcd: { module: "etcd-3.6.16", version: "3.6.16" },
  },
] as const satisfies readonly KubernetesVersion[];
