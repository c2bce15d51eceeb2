import { request } from "node:https";
import { afterEach, expect, test } from "vitest";
import { at, listAt, numberAt, withAt } from "../../../playground/cluster/object.ts";
import { handClock } from "../../hand-clock.ts";
import { condition, type Given, givenCluster, podsNamed } from "./given.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const opened: Given[] = [];

afterEach(async () => {
  for (const given of opened.splice(0)) await given.end();
});

async function given(options?: Parameters<typeof givenCluster>[0]): Promise<Given> {
  const made = await givenCluster(options);
  opened.push(made);
  return made;
}

function endOfLine(buffer: Buffer): number {
  return buffer.indexOf("\n") + 1;
}

test("a new cluster is a healthy kubeadm cluster", async () => {
  const { cluster } = await given();
  const nodes = cluster.store.list("nodes");
  expect(nodes.map(({ metadata }) => metadata.name)).toEqual(["cp1", "pi-1", "worker1"]);
  expect(nodes.map((node) => condition(node, "Ready")?.status)).toEqual(["True", "True", "True"]);
  const running = cluster.store.list("pods").filter((pod) => at(pod, "status.phase") === "Running");
  expect(running.map((pod) => condition(pod, "Ready")?.status)).not.toContain("False");
  for (const daemonSet of cluster.store.list("apps/daemonsets")) {
    expect(numberAt(daemonSet, "status.desiredNumberScheduled")).toBe(3);
    expect(numberAt(daemonSet, "status.numberReady")).toBe(3);
  }
  expect(podsNamed(cluster, "kube-system", "coredns-").map((pod) => at(pod, "spec.nodeName"))).toEqual([
    "cp1",
    "cp1",
  ]);
});

test("the certificate's user, a token's user and nobody are told apart", async () => {
  const { cluster, bot } = await given();
  const byToken = await bot.stranger("/api/v1/nodes", {
    Authorization: `Bearer ${cluster.credentials.token}`,
  });
  expect(byToken.status).toBe(200);
  const byNobody = await bot.stranger("/api/v1/nodes", {});
  expect(byNobody.status).toBe(403);
  expect(JSON.parse(byNobody.body.toString()).message).toBe(
    'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
  );
  expect((await bot.stranger("/readyz", {})).status).toBe(200);
});

test("the bot's user may not read secrets outside kube-system", async () => {
  const { bot } = await given();
  const answer = await bot.request("/api/v1/namespaces/default/secrets");
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    reason: "Forbidden",
    message:
      'secrets is forbidden: User "wheelhouse" cannot list resource "secrets" in API group "" in the namespace "default"',
  });
});

test("rules grant what they say and nothing else, and every request is recorded", async () => {
  const rules = [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list"] }];
  const { cluster, bot } = await given({ rules });
  const name = podsNamed(cluster, "kube-system", "coredns-")[0]?.metadata.name ?? "";
  const path = `/api/v1/namespaces/kube-system/pods/${name}`;
  expect((await bot.request(`${path}/log?tailLines=1`)).status).toBe(200);
  expect((await bot.request(path, { method: "DELETE" })).status).toBe(403);
  expect((await bot.request("/api/v1/pods?watch=true")).status).toBe(403);
  expect(cluster.requests.map(({ verb, resource, subresource }) => [verb, resource, subresource])).toEqual([
    ["get", "pods", "log"],
    ["delete", "pods", ""],
    ["watch", "pods", ""],
  ]);
});

test("an expired client certificate is 401", async () => {
  const now = Date.now();
  const { cluster, bot } = await given();
  const { cert, key } = await cluster.issueClient({
    notBefore: new Date(now - 366 * DAY_MS),
    notAfter: new Date(now - DAY_MS),
  });
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${cluster.url}/api/v1/nodes`, { ca: cluster.ca, cert, key, agent: false });
    sent.on("response", (response) => resolve(response.resume().statusCode));
    sent.on("error", reject).end();
  });
  expect(status).toBe(401);
  expect((await bot.request("/api/v1/nodes")).status).toBe(200);
});

test("an expired serving certificate is refused by whoever checks it, until it is renewed", async () => {
  const now = Date.now();
  const { cluster, bot } = await given();
  await cluster.renew({ notBefore: new Date(now - 366 * DAY_MS), notAfter: new Date(now - DAY_MS) });
  await expect(bot.request("/version")).rejects.toMatchObject({ code: "CERT_HAS_EXPIRED" });
  await cluster.renew({ notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAY_MS) });
  expect((await bot.request("/version")).status).toBe(200);
});

test("a stopped server refuses connections and comes back on its port with its state", async () => {
  const { cluster, bot } = await given();
  const before = (await bot.request("/api/v1/namespaces/default/services/whoami")).body.toString();
  await cluster.stop();
  await expect(bot.request("/version")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await cluster.start();
  expect((await bot.request("/api/v1/namespaces/default/services/whoami")).body.toString()).toBe(before);
});

test.each([
  ["429", 429, "TooManyRequests"],
  ["500", 500, "InternalError"],
  ["503", 503, "ServiceUnavailable"],
  ["410", 410, "Expired"],
] as const)("an ordered %s hits so many matching requests and no more", async (kind, code, reason) => {
  const { cluster, bot } = await given();
  cluster.fail({ match: { resource: "pods", verb: "list" }, kind, times: 2, retryAfterSeconds: 7 });
  expect((await bot.request("/api/v1/nodes")).status).toBe(200);
  const first = await bot.request("/api/v1/pods");
  expect([first.status, JSON.parse(first.body.toString()).reason]).toEqual([code, reason]);
  if (kind === "429") expect(first.headers["retry-after"]).toBe("7");
  expect((await bot.request("/api/v1/pods")).status).toBe(code);
  expect((await bot.request("/api/v1/pods")).status).toBe(200);
});

test("an ordered reset cuts the connection, ordered garbage is no JSON", async () => {
  const { cluster, bot } = await given();
  cluster.fail({ kind: "reset" });
  await expect(bot.request("/api/v1/pods")).rejects.toThrow();
  cluster.fail({ kind: "garbage" });
  const answer = await bot.request("/api/v1/pods");
  expect(() => JSON.parse(answer.body.toString())).toThrow();
});

test("a lost answer is that of the change that was ordered, and the change is made", async () => {
  const { cluster, bot } = await given({ podStopMs: 60_000 });
  const [first = "", second = ""] = podsNamed(cluster, "default", "whoami-").map(
    ({ metadata }) => metadata.name,
  );
  const remove = (name: string) =>
    bot.request(`/api/v1/namespaces/default/pods/${name}`, { method: "DELETE" });
  const lost = cluster.fail({ kind: "lost", match: { changes: true }, after: 1 });
  expect((await bot.request("/api/v1/pods")).status).toBe(200);
  expect((await remove(first)).status).toBe(200);
  const unheard = remove(second);
  await lost;
  expect(cluster.requests.map(({ verb, code }) => [verb, code])).toEqual([
    ["list", 200],
    ["delete", 200],
    ["delete", 200],
  ]);
  expect(cluster.store.get("pods", "default", second)?.metadata.deletionTimestamp).toBeDefined();
  cluster.cutConnections();
  await expect(unheard).rejects.toThrow();
});

test("nothing comes of what is asked while controllers and kubelets stand still, and then everything", async () => {
  const clock = handClock();
  const { cluster, bot } = await given({ clock, heartbeatMs: 0 });
  const names = () => podsNamed(cluster, "default", "whoami-").map(({ metadata }) => metadata.name);
  const [first = "", second = ""] = names();
  cluster.freeze();
  await bot.request(`/api/v1/namespaces/default/pods/${first}`, { method: "DELETE" });
  await clock.advance(60_000);
  expect(names()).toEqual([first, second]);
  cluster.thaw();
  await expect.poll(names).toHaveLength(2);
  await expect.poll(names).not.toContain(first);
});

test("watches end, break or fall silent as ordered", async () => {
  const { cluster, bot } = await given();
  const path = () => `/api/v1/nodes?watch=true&resourceVersion=${cluster.store.version()}`;
  const closed = await bot.stream(path());
  cluster.cutWatches({ resource: "nodes", how: "close" });
  expect(await closed.next(endOfLine)).toBeUndefined();
  const reset = await bot.stream(path());
  cluster.cutWatches({ resource: "nodes", how: "reset" });
  await expect(reset.next(endOfLine)).rejects.toThrow();
  const silent = await bot.stream(path());
  const hearing = await bot.stream(path().replace("nodes", "pods"));
  cluster.cutWatches({ resource: "nodes", how: "silence" });
  let heard = "nothing";
  const waiting = silent.next(endOfLine).then(
    () => {
      heard = "something";
    },
    () => undefined, // closing it below ends the wait
  );
  cluster.powerOff("pi-1");
  expect(await hearing.next(endOfLine)).toBeDefined();
  cluster.powerOn("pi-1");
  for (let count = 0; count < 5; count += 1) await hearing.next(endOfLine);
  expect(heard).toBe("nothing");
  silent.close();
  hearing.close();
  await waiting;
});

test("a server without WatchList answers 422, one without protobuf 406 or JSON", async () => {
  const { bot } = await given({ watchList: false, protobuf: false });
  const query =
    "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  const refused = await bot.request(`/api/v1/pods?${query}`);
  expect(refused.status).toBe(422);
  expect(JSON.parse(refused.body.toString()).message).toContain("WatchList feature gate");
  const protobuf = "application/vnd.kubernetes.protobuf";
  expect((await bot.request("/api/v1/pods", { headers: { Accept: protobuf } })).status).toBe(406);
  const fallback = await bot.request("/api/v1/pods", {
    headers: { Accept: `${protobuf}, application/json` },
  });
  expect(fallback.headers["content-type"]).toBe("application/json");
});

test("bookmarks come at their interval with the newest version", async () => {
  const { cluster, bot } = await given({ bookmarkMs: 5, heartbeatMs: 0 });
  const from = cluster.store.version();
  const watch = await bot.stream(`/api/v1/nodes?watch=true&allowWatchBookmarks=true&resourceVersion=${from}`);
  const event = JSON.parse(String(await watch.next(endOfLine)));
  watch.close();
  expect(event).toMatchObject({
    type: "BOOKMARK",
    object: { kind: "Node", metadata: { resourceVersion: String(from) } },
  });
});

test("after compaction old versions and old pages are gone", async () => {
  const { cluster, bot } = await given();
  const list = JSON.parse((await bot.request("/api/v1/pods?limit=3")).body.toString());
  const before = cluster.store.version();
  cluster.event({ object: cluster.store.list("nodes")[0] ?? fail(), reason: "Tested", message: "" });
  cluster.compact();
  const answer = await bot.request(`/api/v1/pods?limit=3&continue=${list.metadata.continue}`);
  expect([answer.status, JSON.parse(answer.body.toString()).reason]).toEqual([410, "Expired"]);
  const watch = await bot.stream(`/api/v1/pods?watch=true&resourceVersion=${before}`);
  expect(JSON.parse(String(await watch.next(endOfLine)))).toMatchObject({
    type: "ERROR",
    object: { code: 410 },
  });
});

test("a machine that is off makes its node Unknown, its pods unready and their endpoints empty", async () => {
  const { cluster, bot } = await given();
  cluster.powerOff("pi-1");
  cluster.settle();
  const node = cluster.store.get("nodes", undefined, "pi-1");
  expect(condition(node, "Ready")).toMatchObject({
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
  });
  expect(listAt(node, "spec.taints").map(({ key, effect }) => [key, effect])).toEqual([
    ["node.kubernetes.io/unreachable", "NoSchedule"],
    ["node.kubernetes.io/unreachable", "NoExecute"],
  ]);
  const there = cluster.store.list("pods").filter((pod) => at(pod, "spec.nodeName") === "pi-1");
  expect(there.map((pod) => condition(pod, "Ready")?.status)).not.toContain("True");
  const proxy = cluster.store.get("apps/daemonsets", "kube-system", "kube-proxy");
  expect([numberAt(proxy, "status.desiredNumberScheduled"), numberAt(proxy, "status.numberReady")]).toEqual([
    3, 2,
  ]);
  const { name } = there[0]?.metadata ?? { name: "" };
  const log = await bot.request(`/api/v1/namespaces/${there[0]?.metadata.namespace}/pods/${name}/log`);
  expect([log.status, log.body.toString()]).toEqual([500, expect.stringContaining("no route to host")]);
  cluster.powerOn("pi-1");
  cluster.settle();
  expect(condition(cluster.store.get("nodes", undefined, "pi-1"), "Ready")?.status).toBe("True");
  expect(listAt(cluster.store.get("nodes", undefined, "pi-1"), "spec.taints")).toEqual([]);
});

test("a deleted pod of a Deployment comes back under another name", async () => {
  const { cluster, bot } = await given();
  const before = podsNamed(cluster, "default", "whoami-").map(({ metadata }) => metadata.name);
  const path = `/api/v1/namespaces/default/pods/${before[0]}`;
  await bot.request(path, { method: "DELETE", body: { gracePeriodSeconds: 0 } });
  cluster.settle();
  const after = podsNamed(cluster, "default", "whoami-").map(({ metadata }) => metadata.name);
  expect(after).toHaveLength(2);
  expect(after).not.toContain(before[0]);
});

test("a changed template rolls out", async () => {
  const { cluster } = await given();
  const deployment = cluster.store.get("apps/deployments", "default", "whoami") ?? fail();
  const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-11-22T10:00:00Z" };
  cluster.store.put(withAt(deployment, "spec.template.metadata.annotations", annotations));
  cluster.settle();
  const pods = podsNamed(cluster, "default", "whoami-");
  expect(pods.map(({ metadata }) => metadata.annotations)).toEqual([annotations, annotations]);
  const rolled = cluster.store.get("apps/deployments", "default", "whoami");
  expect(rolled?.status).toMatchObject({
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    unavailableReplicas: 0,
  });
});

test("an eviction that would break a budget is 429", async () => {
  const { cluster, bot } = await given();
  const [first, second] = podsNamed(cluster, "default", "whoami-");
  cluster.afflict({
    name: "one-down",
    matches: ({ name }) => name === second?.metadata.name,
    kind: "CrashLoopBackOff",
    exitCode: 1,
    restarts: 3,
    log: "boom\n",
  });
  const path = `/api/v1/namespaces/default/pods/${first?.metadata.name}/eviction`;
  const answer = await bot.request(path, { method: "POST", body: {} });
  expect(answer.status).toBe(429);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [{ reason: "DisruptionBudget" }] },
  });
});

test.each([
  [{ minAvailable: 1 }, { disruptionsAllowed: 1, desiredHealthy: 1 }],
  [{ minAvailable: "51%" }, { disruptionsAllowed: 0, desiredHealthy: 2 }],
  [{ maxUnavailable: 1 }, { disruptionsAllowed: 1, desiredHealthy: 1 }],
  [{ maxUnavailable: "10%" }, { disruptionsAllowed: 1, desiredHealthy: 1 }],
  [{ maxUnavailable: 0 }, { disruptionsAllowed: 0, desiredHealthy: 2 }],
])("a budget of %j over two healthy pods is counted", async (spec, status) => {
  const { cluster } = await given();
  const budget = cluster.store.get("policy/poddisruptionbudgets", "default", "whoami") ?? fail();
  const selector = { matchExpressions: [{ key: "app", operator: "In", values: ["whoami"] }] };
  cluster.store.put({ ...budget, spec: { ...spec, selector } });
  cluster.settle();
  expect(cluster.store.get("policy/poddisruptionbudgets", "default", "whoami")?.status).toMatchObject({
    ...status,
    currentHealthy: 2,
    expectedPods: 2,
    observedGeneration: 2,
  });
});

test("kube-proxy goes on in its old mode until its pod is replaced", async () => {
  const { cluster, bot } = await given();
  const map = cluster.store.get("configmaps", "kube-system", "kube-proxy") ?? fail();
  const logOf = async (name: string) =>
    (await bot.request(`/api/v1/namespaces/kube-system/pods/${name}/log`)).body.toString();
  const [pod] = podsNamed(cluster, "kube-system", "kube-proxy-");
  cluster.store.put(
    withAt(map, "data", {
      "config.conf": 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nmode: "nftables"\n',
    }),
  );
  cluster.settle();
  expect(await logOf(pod?.metadata.name ?? "")).toContain("Using iptables Proxier");
  cluster.store.remove("pods", "kube-system", pod?.metadata.name ?? "");
  cluster.settle();
  const fresh = podsNamed(cluster, "kube-system", "kube-proxy-").find(
    (one) => at(one, "spec.nodeName") === at(pod, "spec.nodeName"),
  );
  expect(await logOf(fresh?.metadata.name ?? "")).toContain("Using nftables Proxier");
});

test("a deletion's grace may be shortened and not lengthened", async () => {
  const { cluster, bot } = await given({ controllers: false, podStopMs: 600_000 });
  const [pod] = podsNamed(cluster, "default", "whoami-");
  const path = `/api/v1/namespaces/default/pods/${pod?.metadata.name}`;
  const graceOf = () =>
    cluster.store.get("pods", "default", pod?.metadata.name ?? "")?.metadata.deletionGracePeriodSeconds;
  const remove = (gracePeriodSeconds: number) =>
    bot.request(path, { method: "DELETE", body: { gracePeriodSeconds } });
  await remove(20);
  await remove(60);
  expect(graceOf()).toBe(20);
  await remove(10);
  expect(graceOf()).toBe(10);
});

test("a failing check shows in /readyz without its reason", async () => {
  const { cluster, bot } = await given();
  cluster.failChecks(["etcd"]);
  const answer = await bot.request("/readyz");
  expect(answer.status).toBe(500);
  expect(answer.body.toString()).toContain("[-]etcd failed: reason withheld\n");
  expect(answer.body.toString().trimEnd().endsWith("readyz check failed")).toBe(true);
});

test("logs are cut by lines and bytes, and the previous run is another log", async () => {
  const { cluster, bot } = await given();
  const [pod] = podsNamed(cluster, "default", "whoami-");
  const path = `/api/v1/namespaces/default/pods/${pod?.metadata.name}/log`;
  cluster.setLog("default", pod?.metadata.name ?? "", "whoami", "one\ntwo\nthree\n");
  expect((await bot.request(`${path}?tailLines=2`)).body.toString()).toBe("two\nthree\n");
  expect((await bot.request(`${path}?limitBytes=5`)).body.toString()).toBe("one\nt");
  expect((await bot.request(`${path}?timestamps=true&tailLines=1`)).body.toString()).toMatch(
    /^\d{4}-.*Z three\n$/,
  );
  const previous = await bot.request(`${path}?previous=true`);
  expect([previous.status, JSON.parse(previous.body.toString()).message]).toEqual([
    400,
    `previous terminated container "whoami" in pod "${pod?.metadata.name}" not found`,
  ]);
});

function fail(): never {
  throw new Error("the seed lacks what this test needs");
}

test("a pod whose image comes at last has a log, and has never been started before", async () => {
  const { cluster, admin } = await given();
  const proxy = () =>
    podsNamed(cluster, "kube-system", "kube-proxy-").find((pod) => at(pod, "spec.nodeName") === "pi-1");
  cluster.afflict({
    name: "slow",
    matches: ({ name, node }) => name.startsWith("kube-proxy-") && node === "pi-1",
    kind: "ImagePullBackOff",
    exitCode: 0,
    restarts: 0,
    log: "",
  });
  cluster.store.remove("pods", "kube-system", proxy()?.metadata.name ?? "");
  const status = () => listAt(proxy(), "status.containerStatuses")[0];
  await expect.poll(() => status()?.ready).toBe(false);
  cluster.heal("slow");
  expect([status()?.ready, status()?.restartCount]).toEqual([true, 0]);
  const log = await admin.request(`/api/v1/namespaces/kube-system/pods/${proxy()?.metadata.name}/log`);
  expect(log.body.toString()).toContain("Using iptables Proxier");
});
