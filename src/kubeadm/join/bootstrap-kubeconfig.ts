// The kubeconfig with which a kubelet asks for its first client certificate. It holds a token, so it is never shown, stored or logged.
import { stringify } from "yaml";

/** Where kubeadm's unit has the kubelet look for it. */
export const bootstrapPath = "/etc/kubernetes/bootstrap-kubelet.conf";

type Wanted = {
  /** `https://10.0.0.10:6443`. */
  readonly server: string;
  readonly token: string;
};

/** It trusts the authority that the machine has trusted since it joined. */
export function bootstrapKubeconfig({ server, token }: Wanted): string {
  const [cluster, user, context] = ["kubernetes", "tls-bootstrap-token-user", "bootstrap"];
  return stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": context },
    clusters: [{ name: cluster, cluster: { server, "certificate-authority": "/etc/kubernetes/pki/ca.crt" } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: context, context: { cluster, user } }],
  });
}
