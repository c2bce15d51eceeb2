// The whole bot while it reads a large cluster for the first time: what it weighs at its heaviest, and beside it the child that reads the kubeconfig.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiInput, ApiReady } from "./api/server.ts";
import { pause, peakMb, residentMb, startBot } from "./bot.ts";
import type { WorkspaceInput, WorkspaceReady } from "./programs/workspace.ts";
import type { Effort, Row } from "./row.ts";
import { start } from "./run.ts";
import { spreadOf } from "./statistics.ts";

export async function peak(effort: Effort): Promise<readonly Row[]> {
  const sizes = effort.quick ? [100] : [30_000, 150_000];
  const rows: Row[] = [];
  for (const pods of sizes) rows.push(...(await peakOf(pods, effort)));
  return rows;
}

async function peakOf(pods: number, { quick, runs }: Effort): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-bench-"));
  const given: ApiInput = { pods, encoding: "protobuf" };
  const api = await start<ApiReady>("api/server.ts", given, []);
  const slack: WorkspaceInput = { pauseMs: 0 };
  const workspace = await start<WorkspaceReady>("programs/workspace.ts", slack, []);
  const kubeconfig = join(directory, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(`${api.ready.http}/${pods}`));
  const place = { directory, workspace, kubeconfig };
  const measured: { readonly peak: number; readonly later: number }[] = [];
  // After a change of code, this one compiles for those that are measured.
  if (!quick) await (await startBot(place, "socket")).end();
  for (let run = 0; run < runs; run += 1) {
    const bot = await startBot(place, "socket");
    const peak = await peakMb(bot);
    await pause(quick ? 0 : 2_000);
    measured.push({ peak, later: await residentMb(bot) });
    await bot.end();
  }
  await Promise.all([api.end(), workspace.end()]);
  await rm(directory, { recursive: true, force: true });
  const what = `the whole bot, ${pods.toLocaleString("en")} pods`;
  return [
    {
      what: `${what}: peak memory until everything is listed`,
      unit: "MB",
      measured: spreadOf(measured.map(({ peak }) => peak)),
    },
    {
      what: `${what}: resident two seconds later`,
      unit: "MB",
      measured: spreadOf(measured.map(({ later }) => later)),
    },
  ];
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "home", cluster: { server } }],
    users: [{ name: "bench", user: {} }],
    contexts: [{ name: "home", context: { cluster: "home", user: "bench" } }],
    "current-context": "home",
  });
}
