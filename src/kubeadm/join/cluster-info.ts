// What ConfigMap kube-public/cluster-info tells a machine that wants to join: where the API server is, and its authority.
import { parseDocument } from "yaml";
import { z } from "zod";

export type ClusterInfo = {
  /** `10.0.0.10:6443`, as kubeadm prints it. */
  readonly endpoint: string;
  /** The CA certificates, PEM. */
  readonly authority: string;
};

/** The key under which the bootstrap signer of kube-controller-manager keeps its signature for a token. */
export function signatureKey(tokenId: string): string {
  return `jws-kubeconfig-${tokenId}`;
}

/** Undefined when it is no kubeconfig that could be joined with. */
export function readClusterInfo(kubeconfig: string): ClusterInfo | undefined {
  const { success, data } = Kubeconfig.safeParse(parseDocument(kubeconfig).toJS());
  const [named] = success ? data.clusters : [];
  if (!named) return undefined;
  const { server, "certificate-authority-data": authority } = named.cluster;
  const endpoint = endpointOf(server);
  return endpoint ? { endpoint, authority: Buffer.from(authority, "base64").toString("utf8") } : undefined;
}

const Kubeconfig = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }))
    .min(1),
});

// People paste it into a root shell: nothing but a host and a port may pass.
function endpointOf(server: string): string | undefined {
  return /^https:\/\/((?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?)\/?$/.exec(server)?.[1];
}
