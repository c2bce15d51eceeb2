// The contract of the Kubernetes API: always on the simulator, and on a real server where a kubeconfig is given.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { clusterContract } from "./cluster.ts";
import { connectBy } from "./connection.ts";

const real = process.env.WHEELHOUSE_TEST_KUBECONFIG;

describe("the simulated cluster", () => {
  let directory = "";
  let cluster: SimulatedCluster | undefined;

  afterAll(async () => {
    await cluster?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const connect = async () => {
    directory = await mkdtemp(join(tmpdir(), "wheelhouse-contract-"));
    cluster = await startCluster({ directory, podStartMs: 0, podStopMs: 0 });
    return connectBy(cluster.adminKubeconfig);
  };
  clusterContract(connect, { forgets: true });
});

if (real !== undefined) {
  describe("the real API server", () => {
    clusterContract(() => connectBy(real), { forgets: process.env.WHEELHOUSE_TEST_FORGETS === "true" });
  });
}
