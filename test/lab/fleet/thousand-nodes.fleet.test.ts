// A thousand nodes, or as many as WHEELHOUSE_LAB_NODES says, on a real API server, as the unmodified bot sees them.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import type { ClusterConnection } from "#src/kubernetes/cluster.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { measure } from "../../../bench/run.ts";
import { median, type Spread, spreadOf } from "../../../bench/statistics.ts";
import { run } from "../run.ts";
import { type Fleet, startFleet, stopFleet } from "./fleet.ts";
import { nodeName } from "./objects.ts";
import type { DrainResult } from "./programs/drain.ts";
import type { FleetInput } from "./programs/endpoint.ts";
import type { SyncResult } from "./programs/sync.ts";
import { notReadyLabel } from "./stages.ts";

const size = { nodes: Number(process.env.WHEELHOUSE_LAB_NODES ?? 1_000), podsPerNode: 10 };
const rounds = 5;
// Two to three minutes for a thousand on two cores that others use too; it has taken ten.
const startTimeoutMs = 40 * 60_000;
let fleet: Fleet;
let cluster: ClusterConnection;

beforeAll(async () => {
  fleet = await startFleet(size);
  cluster = connectCluster({
    name: "fleet",
    kubeconfig: fleet.botKubeconfig,
    clock: systemClock,
    log: silentLog,
  });
  cluster.start();
  await cluster.settled(AbortSignal.timeout(120_000));
}, startTimeoutMs);

afterAll(async () => {
  await cluster?.stop();
  await stopFleet();
});

test("the bot sees the pods that kubectl sees, each where and how it is", async () => {
  const columns =
    '{range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.nodeName} {.status.phase}{"\\n"}{end}';
  const expected = lines(await kubectl("get", "pods", "--all-namespaces", `--output=jsonpath=${columns}`));
  const { pods, reach } = cluster.snapshot();
  expect(reach.state).toBe("live");
  expect(expected.length).toBeGreaterThan(size.nodes * size.podsPerNode);
  expect(
    pods.map(({ namespace, name, node, phase }) => `${namespace}/${name} ${node} ${phase}`).toSorted(),
  ).toEqual(expected);
});

test("the bot sees the nodes that kubectl sees, each Ready or not", async () => {
  const columns =
    '{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  const expected = lines(await kubectl("get", "nodes", `--output=jsonpath=${columns}`));
  expect(expected.length).toBeGreaterThan(size.nodes);
  expect(
    cluster
      .snapshot()
      .nodes.map(({ name }) => `${name} ${ready(name)}`)
      .toSorted(),
  ).toEqual(expected);
});

test("the bot sees a node go NotReady and come back", async () => {
  const node = nodeName(500);
  await kubectl("label", "node", node, `${notReadyLabel}=true`);
  await expect.poll(() => ready(node), { timeout: 30_000 }).toBe("False");
  expect(
    cluster
      .snapshot()
      .nodes.filter(({ name }) => ready(name) !== "True")
      .map(({ name }) => name),
  ).toEqual([node]);
  await kubectl("label", "node", node, `${notReadyLabel}-`);
  await expect.poll(() => ready(node), { timeout: 30_000 }).toBe("True");
});

test(
  "what reading the fleet costs, beside draining the same bytes",
  async () => {
    const given = await fleetInput();
    const drains: DrainResult[] = [];
    const syncs: SyncResult[] = [];
    // In turns: what else the machine does befalls both.
    for (let round = 0; round < rounds; round += 1) {
      drains.push(await measure<DrainResult>("../test/lab/fleet/programs/drain.ts", given));
      syncs.push(await measure<SyncResult>("../test/lab/fleet/programs/sync.ts", given));
    }
    const { nodes, pods } = cluster.snapshot();
    for (const sync of syncs) expect(sync).toMatchObject({ nodes: nodes.length, pods: pods.length });
    for (const { bytes } of drains) expect(bytes).toBeGreaterThan(0);
    const megabytes = median(drains.map(({ bytes }) => bytes)) / 1e6;
    console.log(
      `${nodes.length} nodes, ${pods.length} pods, ${megabytes.toFixed(1)} MB over TLS; median of ${rounds} (least to most)`,
    );
    for (const cost of ["ms", "cpuMs", "peakMb"] as const) {
      console.log(compare(cost, { syncs, drains }));
    }
  },
  startTimeoutMs,
);

type Runs = { readonly syncs: readonly SyncResult[]; readonly drains: readonly DrainResult[] };

function compare(cost: "ms" | "cpuMs" | "peakMb", { syncs, drains }: Runs): string {
  const sync = spreadOf(syncs.map((result) => result[cost]));
  const drain = spreadOf(drains.map((result) => result[cost]));
  const times = (sync.median / drain.median).toFixed(2);
  return `${cost}: ${text(sync)}, ${times} times draining alone: ${text(drain)}`;
}

function text({ median, least, most }: Spread): string {
  return `${median.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`;
}

function ready(node: string): string | undefined {
  const found = cluster.snapshot().nodes.find(({ name }) => name === node);
  return found?.conditions.find(({ type }) => type === "Ready")?.status;
}

function kubectl(...args: readonly string[]): Promise<string> {
  return run([fleet.kubectl, `--kubeconfig=${fleet.adminKubeconfig}`, ...args]);
}

function lines(text: string): readonly string[] {
  return text.trim().split("\n").toSorted();
}

async function fleetInput(): Promise<FleetInput> {
  // Written by the API server's own script.
  const { users } = parse(await readFile(fleet.botKubeconfig, "utf8")) as {
    users: [{ user: { token: string } }];
  };
  return { server: fleet.server, ca: await readFile(fleet.caFile, "utf8"), token: users[0].user.token };
}
