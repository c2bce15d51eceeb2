// Measured: the bot's own watches from start() to the first complete lists, against the fleet's API server.
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { input, tell } from "../../../../bench/program.ts";
import { endpoint, type FleetInput } from "./endpoint.ts";

export type SyncResult = {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly nodes: number;
  readonly pods: number;
};

const given = input<FleetInput>();
const cluster = connectCluster({
  ...{ name: "fleet", clock: systemClock, log: silentLog },
  load: async () => ({ endpoint: endpoint(given) }),
});
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();

cluster.start();
await cluster.settled(AbortSignal.timeout(120_000));

const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
const { nodes, pods, reach } = cluster.snapshot();
if (reach.state !== "live") throw new Error(`the cluster is ${reach.state}`);
const result: SyncResult = {
  ms,
  cpuMs: (user + system) / 1000,
  peakMb: process.resourceUsage().maxRSS / 1024,
  nodes: nodes.length,
  pods: pods.length,
};
tell(result);
