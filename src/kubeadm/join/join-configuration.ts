// What `kubeadm join --config` reads. It holds the token, so it is never shown, stored or logged.
import { stringify } from "yaml";

export type Joining = {
  readonly node: string;
  /** The kubelet's --node-ip. */
  readonly address: string;
  readonly endpoint: string;
  readonly pins: readonly string[];
  readonly token: string;
  /** kubeadm's checks that are known to fail and not to matter. */
  readonly ignored: readonly string[];
  /** A folder of patches. */
  readonly patches: string | undefined;
  /** Opens the keys that another control plane has uploaded; only of one that becomes a control plane. */
  readonly certificateKey?: string | undefined;
};

/** v1beta4 is kubeadm's since 1.31. */
export function joinConfiguration(joining: Joining): string {
  const { node, address, endpoint, pins, token, ignored, patches, certificateKey } = joining;
  return stringify({
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "JoinConfiguration",
    discovery: { bootstrapToken: { apiServerEndpoint: endpoint, token, caCertHashes: [...pins] } },
    nodeRegistration: {
      name: node,
      criSocket: "unix:///run/containerd/containerd.sock",
      kubeletExtraArgs: [{ name: "node-ip", value: address }],
      ...(ignored.length > 0 && { ignorePreflightErrors: [...ignored] }),
    },
    ...(certificateKey !== undefined && {
      controlPlane: { localAPIEndpoint: { advertiseAddress: address, bindPort: 6443 }, certificateKey },
    }),
    ...(patches !== undefined && { patches: { directory: patches } }),
  });
}
