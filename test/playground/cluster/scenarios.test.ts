import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { at, listAt, numberAt, textAt } from "../../../playground/cluster/object.ts";
import { SCENARIOS } from "../../../playground/scenarios/index.ts";
import type { Scenario } from "../../../playground/scenarios/scenario.ts";
import { condition, type Given, givenCluster, podsNamed } from "./given.ts";

let given: Given;

beforeAll(async () => {
  given = await givenCluster();
});

afterAll(() => given.end());

beforeEach(async () => {
  for (const scenario of SCENARIOS) await scenario.end(given.cluster);
});

function named(name: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
}

/** What the scenarios change, in a form that can be compared. */
function health() {
  const { store } = given.cluster;
  return {
    nodes: store
      .list("nodes")
      .map((node) => [node.metadata.name, condition(node, "Ready")?.status, listAt(node, "spec.taints")]),
    pressure: store.list("nodes").map((node) => condition(node, "DiskPressure")?.status),
    pods: store
      .list("pods")
      .map((pod) => [textAt(pod, "status.phase"), condition(pod, "Ready")?.status])
      .sort(),
    workloads: store.list("apps/daemonsets").map((set) => numberAt(set, "status.numberReady")),
  };
}

describe.each(SCENARIOS)("$name", (scenario) => {
  test("begins and ends twice in a row and leaves the cluster as it was", async () => {
    const before = health();
    for (let round = 0; round < 2; round += 1) {
      await scenario.begin(given.cluster);
      await scenario.begin(given.cluster);
      await scenario.end(given.cluster);
      await scenario.end(given.cluster);
    }
    expect(health()).toEqual(before);
    expect((await given.bot.request("/version")).status).toBe(200);
  });
});

test("all scenarios at once end in any order", async () => {
  const before = health();
  for (const scenario of SCENARIOS) await scenario.begin(given.cluster);
  for (const scenario of [...SCENARIOS].reverse()) await scenario.end(given.cluster);
  given.cluster.settle();
  expect(health()).toEqual(before);
});

test("coredns-crash-loop shows the loop in the log and the back-off in events", async () => {
  await named("coredns-crash-loop").begin(given.cluster);
  const [pod] = podsNamed(given.cluster, "kube-system", "coredns-");
  const [status] = listAt(pod, "status.containerStatuses");
  expect(at(status, "state.waiting.reason")).toBe("CrashLoopBackOff");
  const log = await given.bot.request(
    `/api/v1/namespaces/kube-system/pods/${pod?.metadata.name}/log?previous=true`,
  );
  expect(log.body.toString()).toMatch(/\[FATAL\] plugin\/loop: Loop \(([^)]*)\) detected for zone "\."/);
  const events = given.cluster.store.list("events", "kube-system");
  expect(events.map(({ reason }) => reason)).toContain("BackOff");
  const dns = given.cluster.store
    .list("discovery.k8s.io/endpointslices", "kube-system")
    .find(({ metadata }) => metadata.name.startsWith("kube-dns-"));
  expect(listAt(dns, "endpoints").map((endpoint) => at(endpoint, "conditions.ready"))).toEqual([
    false,
    false,
  ]);
});

test("kube-proxy-missing-on-pi leaves two of three nodes with a proxy", async () => {
  await named("kube-proxy-missing-on-pi").begin(given.cluster);
  const nodes = podsNamed(given.cluster, "kube-system", "kube-proxy-").map((pod) =>
    textAt(pod, "spec.nodeName"),
  );
  expect([...nodes].sort()).toEqual(["cp1", "worker1"]);
  const daemonSet = given.cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  expect(numberAt(daemonSet, "status.desiredNumberScheduled")).toBe(2);
});

test("disk-pressure evicts jellyfin, and its replacement finds no node", async () => {
  await named("disk-pressure").begin(given.cluster);
  const pods = podsNamed(given.cluster, "media", "jellyfin-");
  expect(pods.map((pod) => textAt(pod, "status.reason") || textAt(pod, "status.phase")).sort()).toEqual([
    "Evicted",
    "Pending",
  ]);
  const pending = pods.find((pod) => textAt(pod, "status.phase") === "Pending");
  expect(condition(pending, "PodScheduled")?.message).toMatch(/^0\/3 nodes are available: .*disk-pressure/);
});

test("image-wrong-arch dies with an exec format error", async () => {
  await named("image-wrong-arch").begin(given.cluster);
  const [pod] = podsNamed(given.cluster, "default", "sensor-bridge-");
  const log = await given.bot.request(`/api/v1/namespaces/default/pods/${pod?.metadata.name}/log`);
  expect(log.body.toString()).toContain("exec format error");
});

test("hostile-names serves its 5 MB line, and as much of it as is asked for", async () => {
  await named("hostile-names").begin(given.cluster);
  const path = "/api/v1/namespaces/default/pods/hostile/log";
  expect((await given.bot.request(path)).body.length).toBeGreaterThan(5 * 1024 * 1024);
  expect((await given.bot.request(`${path}?limitBytes=1000`)).body.length).toBe(1000);
});

test("kube-proxy-no-toleration keeps it from the control plane", async () => {
  await named("kube-proxy-no-toleration").begin(given.cluster);
  const nodes = podsNamed(given.cluster, "kube-system", "kube-proxy-").map((pod) =>
    textAt(pod, "spec.nodeName"),
  );
  expect([...nodes].sort()).toEqual(["pi-1", "worker1"]);
});

test("kube-proxy-amd64-image crashes on the Pi, and so its rollout stands still", async () => {
  await named("kube-proxy-amd64-image").begin(given.cluster);
  const ill = podsNamed(given.cluster, "kube-system", "kube-proxy-").filter(
    (pod) => condition(pod, "Ready")?.status === "False",
  );
  expect(ill.map((pod) => textAt(pod, "spec.nodeName"))).toEqual(["pi-1"]);
  const daemonSet = given.cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  expect(numberAt(daemonSet, "status.numberAvailable")).toBe(2);
});

test("drain-blocked has a budget that allows nothing and a pod without a controller", async () => {
  await named("drain-blocked").begin(given.cluster);
  const budget = given.cluster.store.get("policy/poddisruptionbudgets", "data", "postgres");
  expect(budget?.status).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
  const eviction = { metadata: { name: "postgres-0", namespace: "data" } };
  const path = "/api/v1/namespaces/data/pods/postgres-0/eviction";
  expect((await given.bot.request(path, { method: "POST", body: eviction })).status).toBe(429);
  const pod = given.cluster.store.get("pods", "data", "dump-by-hand");
  expect([textAt(pod, "status.phase"), pod?.metadata.ownerReferences]).toEqual(["Running", undefined]);
});

test("serving-requests wait until they are approved, and what is no kubelet's fails", async () => {
  await named("serving-requests").begin(given.cluster);
  const resource = "certificates.k8s.io/certificatesigningrequests";
  const approve = (name: string) => {
    const request = given.cluster.store.get(resource, undefined, name);
    if (request === undefined) throw new Error(`no request ${name}`);
    given.cluster.store.put({ ...request, status: { conditions: [{ type: "Approved", status: "True" }] } });
  };
  const status = (name: string) => given.cluster.store.get(resource, undefined, name)?.status;
  expect(given.cluster.store.list(resource).map((each) => each.status)).toEqual(Array(10).fill({}));
  approve("csr-good1");
  await expect.poll(() => textAt(status("csr-good1"), "certificate")).not.toBe("");
});
