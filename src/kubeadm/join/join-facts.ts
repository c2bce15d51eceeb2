// Where a machine joins and what it pins, taken from cluster-info only where the cluster itself vouches for it.
import type { ConfigMap } from "#src/kubernetes/facts.ts";
import { isSameAuthority, pinsOf } from "./ca-pins.ts";
import { readClusterInfo } from "./cluster-info.ts";

export type JoinFacts =
  | { readonly trusted: true; readonly endpoint: string; readonly pins: readonly string[] }
  | { readonly trusted: false; readonly why: string; readonly hint: string };

/**
 * cluster-info is what machines read before they trust anything; kube-root-ca.crt is what kube-controller-manager
 * publishes, read over a connection whose server is proven. They must name the same authority.
 */
export function joinFactsOf(info: ConfigMap | undefined, root: ConfigMap | undefined): JoinFacts {
  if (!info?.data.kubeconfig) {
    return untrusted(
      "ConfigMap kube-public/cluster-info is missing, so no machine could join with a token.",
      "kubeadm init phase bootstrap-token on a control plane makes it anew.",
    );
  }
  const found = readClusterInfo(info.data.kubeconfig);
  if (!found) {
    return untrusted(
      "ConfigMap kube-public/cluster-info names no API server and authority that I could read.",
      "kubeadm init phase bootstrap-token on a control plane makes it anew.",
    );
  }
  const authority = root?.data["ca.crt"];
  if (!authority) {
    return untrusted(
      "ConfigMap kube-public/kube-root-ca.crt is missing, so nothing vouches for the authority in cluster-info.",
      "kube-controller-manager publishes it: see whether it runs.",
    );
  }
  if (!isSameAuthority(found.authority, authority)) {
    return untrusted(
      "The authority in kube-public/cluster-info is not the one in kube-root-ca.crt: machines that join now may be sent to a false API server.",
      "Find out who changed cluster-info before any machine joins.",
    );
  }
  return { trusted: true, endpoint: found.endpoint, pins: pinsOf(found.authority) };
}

function untrusted(why: string, hint: string): JoinFacts {
  return { trusted: false, why, hint };
}
