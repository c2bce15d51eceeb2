// The API server's serving certificate expired yesterday, a year after kubeadm made it.
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { DAY_MS } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

export default {
  name: "api-certificate-expired",
  title: "API certificate expired",
  description: "The API server's certificate expired yesterday; nobody who checks it can connect.",
  begin: (cluster) => present(cluster, -366, -1),
  end: (cluster) => present(cluster, -1, 365),
} satisfies Scenario;

async function present(cluster: SimulatedCluster, fromDays: number, toDays: number): Promise<void> {
  const day = (days: number) => new Date(Date.now() + days * DAY_MS);
  await cluster.renew({ notBefore: day(fromDays), notAfter: day(toDays) });
  cluster.cutConnections(); // connections that are open would go on with the old certificate
}
