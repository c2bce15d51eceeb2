// The configuration files that the lab hands to kubeadm: its defaults, and what a host on a shared kernel needs besides.
import { stringify } from "yaml";
import { apiServerWithAudit } from "./audit-log.ts";

const apiVersion = "kubeadm.k8s.io/v1beta4";
const criSocket = "unix:///run/containerd/containerd.sock";

/** Flannel's own default, as its manifest has it. */
const podSubnet = "10.244.0.0/16";

export type Host = { readonly name: string; readonly address: string; readonly cgroup: "v1" | "v2" };

export type InitOptions = {
  readonly version: string;
  readonly endpoint?: string | undefined;
  readonly etcdTag?: string | undefined;
};

/**
 * What `kubeadm init --config` reads.
 * @param options.version with its leading v
 * @param options.endpoint host:port that every node reaches the API server at, when there is more than one
 * @param options.etcdTag of the image, where it is not to be kubeadm's own choice
 */
export function initConfig(host: Host, { version, endpoint, etcdTag }: InitOptions): string {
  return documents([
    {
      apiVersion,
      kind: "InitConfiguration",
      localAPIEndpoint: { advertiseAddress: host.address },
      nodeRegistration: nodeRegistration(host),
    },
    {
      apiVersion,
      kind: "ClusterConfiguration",
      kubernetesVersion: version,
      ...(endpoint !== undefined && { controlPlaneEndpoint: endpoint }),
      ...(etcdTag !== undefined && { etcd: { local: { imageTag: etcdTag } } }),
      networking: { podSubnet },
      apiServer: apiServerWithAudit,
    },
    kubeletConfig,
    kubeProxyConfig,
  ]);
}

/** How a host finds and trusts the cluster that it joins. */
export type Discovery = { readonly endpoint: string; readonly token: string; readonly caHash: string };

/**
 * What `kubeadm join --config` reads.
 * @param certificateKey of `kubeadm init phase upload-certs`, for a host that becomes a control plane
 */
export function joinConfig(
  host: Host,
  { endpoint, token, caHash }: Discovery,
  certificateKey?: string,
): string {
  return documents([
    {
      apiVersion,
      kind: "JoinConfiguration",
      discovery: { bootstrapToken: { apiServerEndpoint: endpoint, token, caCertHashes: [caHash] } },
      nodeRegistration: nodeRegistration(host),
      ...(certificateKey !== undefined && {
        controlPlane: { localAPIEndpoint: { advertiseAddress: host.address }, certificateKey },
      }),
    },
  ]);
}

function nodeRegistration({ name, cgroup }: Host): object {
  return {
    name,
    criSocket,
    // The only check that fails on such a host; kubeadm 1.35 and newer say so themselves.
    ...(cgroup === "v1" && { ignorePreflightErrors: ["SystemVerification"] }),
  };
}

const kubeletConfig = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  failCgroupV1: false,
};

/** nf_conntrack_max belongs to the machine: a host that tries to set it gets "invalid argument", and kube-proxy ends. */
const kubeProxyConfig = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "iptables",
  conntrack: { maxPerCore: 0, min: 0 },
};

function documents(all: readonly object[]): string {
  return all.map((document) => stringify(document)).join("---\n");
}
