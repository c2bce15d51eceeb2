// From a watch event to the finished POST, rules and the durable write included, against reading the event and posting alone.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ToldInput, ToldResult } from "./programs/told.ts";
import { type Effort, type Row, ratioRow } from "./row.ts";
import { measure, start } from "./run.ts";
import { quantile, spreadOf } from "./statistics.ts";

/** The first few compile. */
const warmUp = 20;

export async function tell({ quick, runs }: Effort): Promise<readonly Row[]> {
  const sink = await start<{ readonly url: string }>("programs/sink.ts", {});
  const measured: ToldResult[] = [];
  for (let run = 0; run < runs; run += 1) {
    const database = join(mkdtempSync(join(tmpdir(), "bench-tell-")), "w.db");
    const size = quick ? { events: 3, nodes: 10, pods: 30 } : { events: 120, nodes: 200, pods: 1_000 };
    const given: ToldInput = { url: sink.ready.url, database, ...size };
    const { ours, bare } = await measure<ToldResult>("programs/told.ts", given);
    const from = quick ? 0 : warmUp;
    measured.push({ ours: ours.slice(from), bare: bare.slice(from) });
  }
  await sink.end();
  const at = (q: number, side: keyof ToldResult) => measured.map((each) => quantile(each[side], q));
  return [
    ratioRow({
      what: "event to finished POST, against a bare loop",
      aim: 3,
      ours: at(0.5, "ours"),
      peers: at(0.5, "bare"),
    }),
    {
      what: "event to finished POST: 99th percentile",
      unit: "ms",
      measured: spreadOf(at(0.99, "ours")),
      aim: 5,
    },
    { what: "the bare loop: 99th percentile", unit: "ms", measured: spreadOf(at(0.99, "bare")) },
  ];
}
