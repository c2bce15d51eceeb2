// Reading the state of a cluster: time against draining the same bytes, memory, and how long the event loop stands still.
import type { ApiInput, ApiReady } from "./api/server.ts";
import type { DrainInput, DrainResult } from "./programs/drain.ts";
import type { SyncInput, SyncResult } from "./programs/sync.ts";
import { type Effort, type Row, ratioRow } from "./row.ts";
import { measure, start } from "./run.ts";
import { spreadOf } from "./statistics.ts";

const protobuf = "application/vnd.kubernetes.protobuf;stream=watch, application/json";
const json = "application/json";

type Way = { readonly server: string; readonly ca?: string; readonly pods: number; readonly name: string };

/** WatchList in protobuf, as from every API server since 1.34. */
export async function sync(effort: Effort): Promise<readonly Row[]> {
  const sizes = effort.quick ? [100] : [1_000, 10_000, 50_000];
  const given: ApiInput = { pods: Math.max(...sizes), encoding: "protobuf" };
  const api = await start<ApiReady>("api/server.ts", given, []);
  const rows: Row[] = [];
  for (const pods of sizes) {
    const name = `${pods.toLocaleString("en")} pods`;
    const way = { pods, name, server: `${api.ready.http}/${pods}` };
    rows.push(...(await compared(way, effort)), ...(await stalls(way, effort)));
    if (pods < 10_000 && !effort.quick) continue;
    const { ca } = api.ready;
    rows.push(
      await overTls({ pods, name: `${name} over TLS`, ca, server: `${api.ready.https}/${pods}` }, effort),
    );
  }
  await api.end();
  return rows;
}

/** What is left where a server or a proxy refuses protobuf. */
export async function syncJson(effort: Effort): Promise<readonly Row[]> {
  const pods = effort.quick ? 100 : 10_000;
  const given: ApiInput = { pods, encoding: "json" };
  const api = await start<ApiReady>("api/server.ts", given, []);
  const way = { pods, name: `${pods.toLocaleString("en")} pods`, server: `${api.ready.http}/${pods}` };
  const { ours, peers } = await inTurns(way, { accept: json, parse: true }, effort);
  const rows = [
    ratioRow({ what: `${way.name}, JSON, against parsing alone`, aim: 1.15, ...times(ours, peers) }),
    memoryRow(`${way.name}, JSON: peak memory`, ours),
  ];
  const stalled = await stalls({ ...way, name: `${way.name}, JSON` }, effort);
  await api.end();
  return [...rows, ...stalled];
}

async function compared(way: Way, effort: Effort): Promise<readonly Row[]> {
  const { ours, peers } = await inTurns(way, { accept: protobuf, parse: false }, effort);
  return [
    ratioRow({ what: `${way.name}, against draining alone`, aim: 1.6, ...times(ours, peers) }),
    memoryRow(`${way.name}: peak memory`, ours, peakAims[way.pods]),
    {
      what: `${way.name}: heap for each`,
      unit: "bytes",
      measured: spreadOf(ours.map((run) => run.heapBytesPerPod)),
    },
  ];
}

const peakAims: Readonly<Record<number, number>> = { 10000: 100, 50000: 150 };

async function overTls(way: Way, effort: Effort): Promise<Row> {
  const { ours, peers } = await inTurns(way, { accept: protobuf, parse: false }, effort);
  return ratioRow({ what: `${way.name}, against draining alone`, aim: 1.6, ...times(ours, peers) });
}

async function stalls(way: Way, { runs }: Effort): Promise<readonly Row[]> {
  const results: SyncResult[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await syncOnce(way, true));
  const measured = spreadOf(results.map(({ stallMs }) => stallMs));
  return [{ what: `${way.name}: longest stall of the event loop`, unit: "ms", measured, aim: 50 }];
}

// One of ours, one of theirs, and again: what else the machine does befalls both.
async function inTurns(way: Way, { accept, parse }: Pick<DrainInput, "accept" | "parse">, { runs }: Effort) {
  const ours: SyncResult[] = [];
  const peers: DrainResult[] = [];
  const drain: DrainInput = { server: way.server, ...(way.ca && { ca: way.ca }), accept, parse };
  await syncOnce(way, false); // after a change of code, this one compiles for those that are measured
  for (let run = 0; run < runs; run += 1) {
    ours.push(await syncOnce(way, false));
    peers.push(await measure<DrainResult>("programs/drain.ts", drain));
  }
  return { ours, peers };
}

function syncOnce({ server, ca, pods }: Way, watchStalls: boolean): Promise<SyncResult> {
  const given: SyncInput = { server, pods, watchStalls, ...(ca && { ca }) };
  return measure<SyncResult>("programs/sync.ts", given);
}

function times(ours: readonly SyncResult[], peers: readonly DrainResult[]) {
  return { ours: ours.map(({ ms }) => ms), peers: peers.map(({ ms }) => ms) };
}

function memoryRow(what: string, runs: readonly SyncResult[], aim?: number): Row {
  const measured = spreadOf(runs.map(({ peakMb }) => peakMb));
  return { what, unit: "MB", measured, ...(aim !== undefined && { aim }) };
}
