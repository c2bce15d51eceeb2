// Measured: everything between start() and the first complete list of the bot's own watches, and what it costs.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { input, tell } from "../program.ts";

export type SyncInput = {
  readonly server: string;
  readonly ca?: string;
  readonly pods: number;
  /** Watching the event loop costs time, so the runs that measure time do without. */
  readonly watchStalls: boolean;
};

export type SyncResult = {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly heapBytesPerPod: number;
  /** 0 when not watched. */
  readonly stallMs: number;
};

const { server, ca, pods, watchStalls } = input<SyncInput>();
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const cluster = connectCluster({
  name: "bench",
  clock: systemClock,
  log: silentLog,
  // Reading a kubeconfig is a process of its own and has nothing to do with the size of the cluster.
  load: async () => ({ endpoint: { ...noCredentials(), server, ca } }),
});
collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const delays = monitorEventLoopDelay({ resolution: 1 });
if (watchStalls) delays.enable();
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();

cluster.start();
await cluster.settled(AbortSignal.timeout(120_000));

const ms = performance.now() - startedAt;
const cpu = process.cpuUsage(cpuBefore);
const peakMb = process.resourceUsage().maxRSS / 1024;
const { pods: held, reach } = cluster.snapshot();
if (held.length !== pods || reach.state !== "live") throw new Error(`${held.length} pods, ${reach.state}`);
// Once more around the loop, so that the last stall is counted too.
if (watchStalls) await systemClock.sleep(50);
delays.disable();
const stallMs = watchStalls ? delays.max / 1e6 : 0;
collectGarbage();
const heapBytesPerPod = (process.memoryUsage().heapUsed - heapBefore) / held.length;
const result: SyncResult = { ms, cpuMs: (cpu.user + cpu.system) / 1000, peakMb, heapBytesPerPod, stallMs };
tell(result);

function noCredentials() {
  return {
    proxy: undefined,
    cert: undefined,
    key: undefined,
    servername: undefined,
    rejectUnauthorized: true,
    headers: {},
  };
}
