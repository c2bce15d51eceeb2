// What the measuring programs are given, and the bot's credentials made of it.
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";

export type FleetInput = { readonly server: string; readonly ca: string; readonly token: string };

/** What the kubeconfig says, read by the parent: reading it costs another process, whatever the size of the cluster. */
export function endpoint({ server, ca, token }: FleetInput): Endpoint {
  return {
    ...{ server, ca, proxy: undefined, cert: undefined, key: undefined, servername: undefined },
    rejectUnauthorized: true,
    headers: { authorization: `Bearer ${token}` },
  };
}
