import { expect, test } from "vitest";
import type { Service } from "#src/kubernetes/objects.ts";
import { givenCluster, givenEndpoint, givenNode, givenService, silent } from "../../given.ts";
import { ask, factOf, linesOf, rowsOf, textsOf } from "../ask.ts";

const address = (ip: string) => [{ type: "InternalIP", address: ip }];
const nodes = [
  givenNode({ name: "worker-1", addresses: address("10.0.0.11") }),
  givenNode({ name: "worker-2", addresses: address("fd00::12") }),
  givenNode({ name: "pi-1", addresses: address("10.0.0.23"), conditions: [silent()] }),
];
const nodePort = (more: Partial<Service> = {}) =>
  givenService({
    type: "NodePort",
    ports: [{ name: "http", protocol: "TCP", port: 80, targetPort: "80", nodePort: 30080 }],
    ...more,
  });

test("a NodePort lists the URLs that should answer, silent nodes left out", async () => {
  const cluster = givenCluster({ nodes, services: [nodePort()], endpoints: [givenEndpoint()] });
  const { answer, faults } = await ask("service show web", cluster);

  expect(answer.headline).toBe("default/web on home: 1 ready backend");
  expect(linesOf(answer, "Should answer at")).toEqual(["http://10.0.0.11:30080", "http://[fd00::12]:30080"]);
  expect(faults).toEqual([]);
});

test("a local traffic policy leaves only the nodes with a ready backend", async () => {
  const services = [nodePort({ externalTrafficPolicy: "Local" })];
  const { answer } = await ask(
    "service show web",
    givenCluster({ nodes, services, endpoints: [givenEndpoint()] }),
  );

  expect(linesOf(answer, "Should answer at")).toEqual(["http://10.0.0.11:30080"]);
  expect(factOf(answer, "Type")).toBe("NodePort, only on nodes with a ready backend");
});

test("a service without a ready backend names what it looks for", async () => {
  const endpoints = [givenEndpoint({ ready: false })];
  const { answer } = await ask("service show web", givenCluster({ services: [givenService()], endpoints }));

  expect([answer.headline, answer.tone]).toEqual(["default/web on home has no ready backend", "bad"]);
  expect(answer.parts).toContainEqual({ kind: "text", text: "No ready pod in default carries app=web." });
  expect(rowsOf(answer, 2)).toEqual(["web-5d4f8-abcde | ✗"]);
});

test("without a ready backend no URL is promised", async () => {
  const cluster = givenCluster({
    nodes,
    services: [nodePort()],
    endpoints: [givenEndpoint({ ready: false })],
  });
  const { answer, message } = await ask("service show web", cluster);

  expect(textsOf(message)).not.toContain("Should answer at");
  expect(linesOf(answer, "Should answer once a backend is ready")).toEqual([
    "http://10.0.0.11:30080",
    "http://[fd00::12]:30080",
  ]);
});

test("the API server's own service is explained", async () => {
  const services = [givenService({ name: "kubernetes", selector: {} })];
  const endpoints = [givenEndpoint({ service: "kubernetes", addresses: ["10.0.0.10"], node: "", pod: "" })];
  const { answer } = await ask("service show default/kubernetes", givenCluster({ services, endpoints }));

  expect([answer.headline, answer.tone]).toEqual(["default/kubernetes on home: 1 ready backend", "good"]);
  expect(factOf(answer, "Selector")).toBe("none: the API server enters itself");
  expect(rowsOf(answer, 3)).toEqual(["API server | ✓ | 10.0.0.10"]);
});

test("a load balancer without an address says so", async () => {
  const services = [givenService({ type: "LoadBalancer" })];
  const { answer } = await ask("service show web", givenCluster({ services }));
  expect(factOf(answer, "Load balancer")).toBe("pending: nothing has given it an address");
});

test("a name for something outside is no failure", async () => {
  const { answer } = await ask(
    "service show web",
    givenCluster({ services: [givenService({ type: "ExternalName", selector: {} })] }),
  );
  expect([answer.headline, answer.tone]).toEqual([
    "default/web on home is a name for something outside the cluster",
    "good",
  ]);
});

test("a service that is not there is asked for again", async () => {
  await expect(ask("service show nope", givenCluster())).rejects.toMatchObject({
    message: "home has no service nope.",
    choose: "service",
  });
});

test("a NodePort of a thousand nodes fits a message", async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => givenNode({ name: `node-${at}` }));
  const { faults } = await ask(
    "service show web",
    givenCluster({ nodes: many, services: [nodePort()], endpoints: [givenEndpoint()] }),
  );
  expect(faults).toEqual([]);
});
