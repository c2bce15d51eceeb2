// Whole connections to the simulated cluster, over real TLS.

import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { advise } from "#src/kubeadm/advise.ts";
import type { ClusterConnection } from "#src/kubernetes/cluster.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import type { CredentialsAnswer, Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import {
  type ClusterOptions,
  type SimulatedCluster,
  startCluster,
} from "../../playground/cluster/cluster.ts";

const day = 86_400_000;
const past = { notBefore: new Date("2025-11-20T00:00:00Z"), notAfter: new Date("2026-11-20T12:00:00Z") };
const signal = AbortSignal.timeout(60_000);

let cluster: SimulatedCluster;
let connection: ClusterConnection;

afterEach(async () => {
  await connection.stop();
  await cluster.close();
});

describe("a snapshot", () => {
  test.each<[string, ClusterOptions]>([
    ["streamed protobuf", {}],
    ["paged protobuf", { watchList: false }],
    ["streamed JSON", { protobuf: false }],
    ["paged JSON", { protobuf: false, watchList: false }],
  ])("holds the whole cluster over %s", async (_how, options) => {
    await connected(options);

    const { nodes, pods, daemonSets, leases, reach } = connection.snapshot();
    expect(reach.state).toBe("live");
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(stored("nodes"));
    expect(pods.map(({ name }) => name).toSorted()).toEqual(stored("pods"));
    expect(daemonSets.length).toBeGreaterThan(0);
    expect(leases.every(({ namespace }) => namespace === "kube-system")).toBe(true);
    expect(connection.server()).toBe(cluster.url);
  });

  test("holds a thousand nodes", async () => {
    await connected({ fleet: { nodes: 1_000, podsPerNode: 2 } });

    expect(connection.snapshot().nodes.length).toBeGreaterThanOrEqual(1_000);
    expect(connection.snapshot().pods.length).toBeGreaterThanOrEqual(2_000);
  });

  test("survives dropped watches, compaction, garbage and a dead server", async () => {
    await connected();
    cluster.cutWatches({ how: "reset" });
    cluster.cutWatches({ how: "close" });
    cluster.compact();
    for (const kind of ["garbage", "429", "500", "410", "reset"] as const)
      cluster.fail({ kind, retryAfterSeconds: 0 });
    await cluster.stop();
    await until(() => connection.snapshot().reach.state === "unreachable");
    expect(connection.snapshot().nodes.length).toBeGreaterThan(0);
    await cluster.start();
    await until(() => connection.snapshot().reach.state === "live");

    expect(
      connection
        .snapshot()
        .pods.map(({ name }) => name)
        .toSorted(),
    ).toEqual(stored("pods"));
  });
});

describe("the reason why a cluster cannot be reached", () => {
  test("is a dead server", async () => {
    cluster = await startCluster();
    await cluster.stop();
    connection = connect();
    connection.start();
    await connection.settled(signal);

    const { host } = new URL(cluster.url);
    expect(reason()).toBe(`cannot reach home: nothing listens on ${host} (connection refused)`);
    expect(connection.snapshot()).toMatchObject({ nodes: [], reach: { lastSeen: undefined } });
  });

  test("is the API server's expired certificate, with its date", async () => {
    await connected({ serving: past });

    expect(reason()).toBe("cannot reach home: the API server's certificate expired on 2026-11-20");
    expect(connection.snapshot().reach).toMatchObject({
      error: { shell: expect.arrayContaining(["kubeadm certs renew all", "systemctl start kubelet"]) },
    });
  });

  test("is a certificate of the future", async () => {
    const notBefore = new Date(Date.now() + 10 * day);
    await connected({ serving: { notBefore, notAfter: new Date(Date.now() + 20 * day) } });

    const from = notBefore.toISOString().slice(0, 10);
    expect(reason()).toBe(`cannot reach home: the API server's certificate is valid only from ${from}`);
  });

  test("is Wheelhouse's own expired certificate", async () => {
    await connected({ client: past });

    expect(reason()).toBe("cannot reach home: Wheelhouse's own client certificate expired on 2026-11-20");
  });

  test("is another CA", async () => {
    cluster = await startCluster();
    const other = await startCluster();
    await other.close();
    connection = connect({ ca: other.ca });
    connection.start();
    await connection.settled(signal);

    expect(reason()).toBe(
      "cannot reach home: the API server's certificate is not from the CA in the kubeconfig",
    );
  });

  test("is a name that the certificate does not hold", async () => {
    cluster = await startCluster();
    connection = connect({ servername: "elsewhere" });
    connection.start();
    await connection.settled(signal);

    expect(reason()).toBe("cannot reach home: the API server's certificate is not for elsewhere");
  });

  test("is a bad token", async () => {
    cluster = await startCluster();
    connection = connect({ cert: undefined, key: undefined, headers: { Authorization: "Bearer wrong" } });
    connection.start();
    await connection.settled(signal);

    expect(reason()).toBe("cannot reach home: the API server does not accept Wheelhouse's credentials (401)");
    expect(reason()).not.toContain("wrong");
  });
});

test("a right that is missing is named, and everything else is there", async () => {
  const may = (group: string, resource: string) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: ["list", "watch"],
  });
  const rules = [may("", "nodes"), may("", "pods"), may("apps", "daemonsets")];
  cluster = await startCluster({ heartbeatMs: 0, controllers: false, rules });
  const Authorization = `Bearer ${cluster.credentials.token}`;
  connection = connect({ cert: undefined, key: undefined, headers: { Authorization } });
  connection.start();
  await until(() => reason().includes("leases") && connection.snapshot().pods.length > 0);
  await until(() => seenAt() !== undefined);

  expect(reason()).toMatch(
    /^cannot read leases in kube-system on home: forbidden: leases.* User "wheelhouse" cannot watch/,
  );
  expect(connection.snapshot().reach).toMatchObject({
    error: {
      hint: "grant Wheelhouse list and watch on leases.coordination.k8s.io in kube-system, as deploy/ does; if the API server has just started, wait: it forbids everything until it has read its roles",
    },
  });
  expect(connection.snapshot().nodes.length).toBeGreaterThan(0);
});

test("a token that was replaced on disk is loaded again, and the request asked again", async () => {
  cluster = await startCluster();
  const tokens = ["Bearer old", `Bearer ${cluster.credentials.token}`];
  const load = async (): Promise<CredentialsAnswer> => ({
    endpoint: endpoint({ cert: undefined, key: undefined, headers: { Authorization: tokens.shift() ?? "" } }),
  });
  connection = connectCluster({ name: "home", clock: systemClock, log: silentLog, load });

  expect((await connection.health(signal)).ready).toBe(true);
  expect(tokens).toEqual([]);
});

describe("a read", () => {
  test("of health tells version and failing checks", async () => {
    await connected();
    cluster.failChecks(["etcd"]);

    const health = await connection.health(signal);

    expect(health).toMatchObject({ version: "v1.37.1", ready: false });
    expect(health.checks).toContainEqual({ name: "etcd", ok: false });
    expect(health.checks).toContainEqual({ name: "ping", ok: true });
  });

  test("of one pod shows it whole, and of an absent one says so", async () => {
    await connected();
    const { namespace, name } = firstPod();

    expect(await connection.pod(namespace, name, signal)).toMatchObject({
      namespace,
      name,
      images: expect.anything(),
    });
    await expect(connection.pod("default", "absent", signal)).rejects.toThrow(
      new RefusedError("pod default/absent on home: not found"),
    );
  });

  test("of a log stops at the limit, even inside one line of five megabytes", async () => {
    await connected();
    const { namespace, name, containers } = firstPod();
    const container = containers[0]?.name ?? "";
    cluster.setLog(namespace, name, container, "ü".repeat(2_500_000));

    const options = { container, previous: false, tailLines: 100, limitBytes: 10_001 };
    const log = await connection.podLog(namespace, name, options, signal);

    expect(log).toContain("ü");
    expect(log).not.toContain("\ufffd");
    expect(Buffer.byteLength(log)).toBeLessThanOrEqual(10_001);
  });

  test("of events gives the newest first", async () => {
    await connected();

    const events = await connection.events({ namespace: undefined, about: undefined }, signal);

    expect(events.length).toBeGreaterThan(1);
    expect(events.map(({ lastAt }) => lastAt)).toEqual(
      events.map(({ lastAt }) => lastAt).toSorted((one, other) => other - one),
    );
  });

  test("of services, endpoints and workloads covers all namespaces", async () => {
    await connected();

    expect((await connection.services(undefined, signal)).map(({ name }) => name)).toContain("kube-dns");
    expect((await connection.endpoints("kube-system", signal)).map(({ service }) => service)).toContain(
      "kube-dns",
    );
    expect(await connection.endpoints("default", signal)).toContainEqual(
      expect.objectContaining({ service: "kubernetes", ready: true }),
    );
    const workloads = await connection.workloads(undefined, signal);
    expect(workloads.map(({ kind, name }) => `${kind} ${name}`)).toContain("Deployment coredns");
  });

  test("from a dead server is unreachable, and an aborted one ends", async () => {
    await connected();
    await cluster.stop();

    await expect(connection.services(undefined, signal)).rejects.toThrow(UnreachableError);
    await expect(connection.health(AbortSignal.abort())).rejects.toThrow();
  });

  test("that takes longer than anybody waits is unreachable, by name", async () => {
    await connected();
    cluster.fail({ kind: "hang", match: { resource: "services" } });
    const patience = new AbortController();
    const reading = connection.services(undefined, patience.signal);
    patience.abort(new DOMException("too long", "TimeoutError"));

    await expect(reading).rejects.toThrow(
      new UnreachableError("cannot reach home: services on home did not come in time"),
    );
  });
});

async function connected(options: ClusterOptions = {}): Promise<void> {
  cluster = await startCluster({ heartbeatMs: 0, controllers: false, ...options });
  connection = connect();
  connection.start();
  await connection.settled(signal);
}

function connect(changes: Partial<Endpoint> = {}): ClusterConnection {
  const load = async (): Promise<CredentialsAnswer> => ({ endpoint: endpoint(changes) });
  return connectCluster({ name: "home", clock: systemClock, log: silentLog, load, advise });
}

function endpoint(changes: Partial<Endpoint>): Endpoint {
  return {
    server: cluster.url,
    proxy: undefined,
    ca: cluster.ca,
    cert: cluster.credentials.cert,
    key: cluster.credentials.key,
    servername: undefined,
    rejectUnauthorized: true,
    headers: {},
    ...changes,
  };
}

function seenAt(): number | undefined {
  const { reach } = connection.snapshot();
  return reach.state === "unreachable" ? reach.lastSeen : undefined;
}

function stored(resource: string): readonly string[] {
  return cluster.store
    .list(resource)
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

function reason(): string {
  const { reach } = connection.snapshot();
  return reach.state === "unreachable" ? reach.error.message : reach.state;
}

function firstPod() {
  const [pod] = connection.snapshot().pods;
  if (pod === undefined) throw new Error("no pods");
  return pod;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(5, signal);
}
