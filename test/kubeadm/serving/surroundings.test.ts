import { expect, test } from "vitest";
import { surroundingsOf } from "#src/kubeadm/serving/surroundings.ts";
import { givenCluster, givenService } from "../../given.ts";
import { givenMap, kubeconfigOf } from "../join/given-join.ts";
import { nodes } from "./given-request.ts";

const signal = AbortSignal.timeout(60_000);

test("the API server answers where we ask it, at its Service and where nodes join", async () => {
  const cluster = givenCluster({
    nodes,
    nodeNetworks: ["10.0.0.0/24"],
    services: [givenService({ name: "kubernetes", clusterIP: "10.96.0.1" })],
    fresh: {
      configMap: async (_namespace, name) =>
        givenMap(name, { kubeconfig: kubeconfigOf(undefined, "https://[fd00::100]:6443") }),
    },
  });
  expect(await surroundingsOf(cluster, signal)).toEqual({
    nodes,
    nodeNetworks: ["10.0.0.0/24"],
    apiServers: ["10.0.0.10", "fd00::100", "10.96.0.1"],
  });
});

test("without cluster-info the others are known all the same", async () => {
  expect((await surroundingsOf(givenCluster({ nodes }), signal)).apiServers).toEqual(["10.0.0.10"]);
});
