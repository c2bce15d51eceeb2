// A simulated cluster for one test file, and short ways to look at it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ClusterOptions,
  type SimulatedCluster,
  startCluster,
} from "../../../playground/cluster/cluster.ts";
import { type Fields, type KubeObject, listAt } from "../../../playground/cluster/object.ts";
import { type Connection, connectBy } from "../../contract/connection.ts";

export type Given = {
  readonly cluster: SimulatedCluster;
  readonly admin: Connection;
  readonly bot: Connection;
  readonly end: () => Promise<void>;
};

export async function givenCluster(options: ClusterOptions = {}): Promise<Given> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-cluster-"));
  const cluster = await startCluster({ directory, podStartMs: 0, podStopMs: 0, ...options });
  return {
    cluster,
    admin: await connectBy(cluster.adminKubeconfig),
    bot: await connectBy(cluster.kubeconfig),
    end: async () => {
      await cluster.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function condition(object: KubeObject | undefined, type: string): Fields | undefined {
  return listAt(object, "status.conditions").find((one) => one.type === type);
}

export function podsNamed(
  cluster: SimulatedCluster,
  namespace: string,
  prefix: string,
): readonly KubeObject[] {
  return cluster.store.list("pods", namespace).filter(({ metadata }) => metadata.name.startsWith(prefix));
}
