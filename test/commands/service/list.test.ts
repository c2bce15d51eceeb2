import { expect, test } from "vitest";
import { givenCluster, givenEndpoint, givenService, now } from "../../given.ts";
import { ask, rowsOf, unreachable } from "../ask.ts";

const kubernetes = givenService({ name: "kubernetes", clusterIP: "10.96.0.1", selector: {} });
const apiServer = givenEndpoint({ service: "kubernetes", addresses: ["10.0.0.10"], node: "", pod: "" });

test("the API server's own service is well, with the slice that it writes itself", async () => {
  const cluster = givenCluster({ services: [kubernetes], endpoints: [apiServer] });
  const { answer } = await ask("service list", cluster);

  expect([answer.headline, answer.tone]).toEqual(["home: 1 service", "good"]);
  expect(rowsOf(answer, 4)).toEqual(["kubernetes | 1/1 | 80 | ClusterIP"]);
});

test("services without a ready backend come first", async () => {
  const services = [kubernetes, givenService(), givenService({ name: "shop", type: "LoadBalancer" })];
  const endpoints = [apiServer, givenEndpoint({ ready: false }), givenEndpoint({ service: "shop" })];
  const { answer, faults } = await ask("service list", givenCluster({ services, endpoints }));

  expect(answer.headline).toBe("home: 3 services, 1 without a ready backend");
  expect(rowsOf(answer, 4)).toEqual([
    "web | ✗ 0/1 | 80 | ClusterIP",
    "kubernetes | 1/1 | 80 | ClusterIP",
    "shop | 1/1 | 80 | LoadBalancer (no address)",
  ]);
  expect(faults).toEqual([]);
});

test("a service that nothing is behind is told, and is no fault of the cluster", async () => {
  const services = [kubernetes, givenService()];
  const { answer } = await ask("service list", givenCluster({ services, endpoints: [apiServer] }));
  expect([answer.headline, answer.tone]).toEqual(["home: 2 services, 1 with no pod behind it", "good"]);
});

test("a name for something outside needs no backend", async () => {
  const { answer } = await ask(
    "service list",
    givenCluster({ services: [givenService({ type: "ExternalName" })] }),
  );
  expect(answer.headline).toBe("home: 1 service");
});

test("ports show node port and protocol", async () => {
  const port = { name: "", protocol: "UDP", port: 53, targetPort: "53", nodePort: 30053 };
  const { answer } = await ask("service list", givenCluster({ services: [givenService({ ports: [port] })] }));
  expect(rowsOf(answer, 3)).toEqual(["web | 0/0 | 53:30053/UDP"]);
});

test("an empty namespace, an unknown one and an unreachable cluster are told apart", async () => {
  expect((await ask("service list kube-public", givenCluster())).answer.headline).toBe(
    "home: 0 services in kube-public",
  );
  await expect(ask("service list nope", givenCluster())).rejects.toMatchObject({ choose: "namespace" });
  await expect(ask("service list", givenCluster({ reach: unreachable(now) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});

test("thousands of services fit a message", async () => {
  const services = Array.from({ length: 3_000 }, (_, at) => givenService({ name: `${"s".repeat(60)}${at}` }));
  expect((await ask("service list", givenCluster({ services }))).faults).toEqual([]);
});
