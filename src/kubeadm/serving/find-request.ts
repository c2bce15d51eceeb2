// Finds the certificate request that a typed name means: its own, or that of the node that asks. Pure.
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import { isPending, nodeOf, servingSigner } from "./serving-request.ts";

/** Of a node the newest that waits: its kubelet has given up on the older ones. */
export function findRequest(
  requests: readonly CertificateRequest[],
  typed: string,
): CertificateRequest | undefined {
  const named = requests.find(({ name }) => name === typed);
  if (named) return named;
  const [newest] = requests
    .filter((request) => request.signer === servingSigner && isPending(request) && nodeOf(request) === typed)
    .toSorted((one, other) => other.createdAt - one.createdAt);
  return newest;
}

/** `approved`, `denied`, `failed`, or `pending`; `issued` once its certificate is there. */
export function stateOf(request: CertificateRequest): string {
  if (isPending(request)) return "pending";
  const types = request.conditions.map(({ type }) => type);
  if (types.includes("Denied")) return "denied";
  if (types.includes("Failed")) return "failed";
  return request.issued ? "issued" : "approved";
}

/** kubeadm leaves it off; without it a kubelet signs its own certificate. */
export const howKubeletsAsk =
  "Kubelets ask for a serving certificate with serverTLSBootstrap: true in ConfigMap kubelet-config and in /var/lib/kubelet/config.yaml of each node.";

/** Why a request that is not a kubelet's for serving is none of ours; undefined when it is one. */
export function whyNotOurs({ signer }: CertificateRequest): string | undefined {
  if (signer === servingSigner) return undefined;
  if (signer === "kubernetes.io/kube-apiserver-client-kubelet") {
    return "it is a kubelet's client certificate, which kube-controller-manager approves by itself where it is right";
  }
  return `its signer is ${signer}, and only requests of kubelets for serving certificates can be judged here`;
}
