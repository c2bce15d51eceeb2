// A simulated cluster without the child process that a kubeconfig takes.
import type { LoadCredentials } from "#src/kubernetes/connection/credentials.ts";
import type { SimulatedCluster } from "../../playground/cluster/cluster.ts";

/** The bot's own account there, or an administrator's. */
export function loadFrom(
  { url, ca, ...rest }: SimulatedCluster,
  who: "credentials" | "admin",
): LoadCredentials {
  const { cert, key } = rest[who];
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server: url, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
  return async () => ({ endpoint });
}
