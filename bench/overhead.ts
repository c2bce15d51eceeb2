// A change by the bot, from the approving click on, against the same commands typed by hand over ssh: on the lab's hosts, with a real kubeadm.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertInotify, instancesOf } from "../test/lab/hosts/inotify.ts";
import { LabError } from "../test/lab/hosts/lab-error.ts";
import { missingPackages } from "../test/lab/requirements.ts";
import { type Effort, type Row, ratioRow } from "./row.ts";

/** As test/lab/act/overhead*.by-hand.test.ts write it down. */
export type Sample = { readonly what: string; readonly botMs: number; readonly handMs: number };

/** Each takes two machines, and all of them stand at once, with one that warms up and a control plane. */
const samples = 3;
const workers = 2 * samples + 1;

export async function overhead({ quick }: Effort): Promise<readonly Row[]> {
  const why = quick ? "a smoke run starts no machines." : whyNoLab();
  if (why !== undefined) {
    console.log(`\noverhead: not measured: ${why}`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-bench-overhead-"));
  const file = join(folder, "samples.jsonl");
  await inTheLab({ WHEELHOUSE_OVERHEAD_RUNS: String(samples), WHEELHOUSE_OVERHEAD_FILE: file });
  const rows = rowsOf(existsSync(file) ? readFileSync(file, "utf8") : "");
  rmSync(folder, { recursive: true });
  return rows;
}

/** One sample a line. */
export function rowsOf(text: string): readonly Row[] {
  const lines = text.split("\n").filter((line) => line !== "");
  // Written by a program of ours.
  const all = lines.map((line) => JSON.parse(line) as Sample);
  return [...Map.groupBy(all, ({ what }) => what)].map(([what, own]) =>
    ratioRow({
      what: `${what}, against typing it`,
      aim: 1.1,
      ours: own.map(({ botMs }) => botMs),
      peers: own.map(({ handMs }) => handMs),
    }),
  );
}

function whyNoLab(): string | undefined {
  if (process.getuid?.() !== 0)
    return "the lab's hosts are containers of systemd-nspawn, which root alone starts.";
  const missing = missingPackages("hosts", "programs", "packages", "images");
  if (missing.length > 0) return `there is no ${missing.join(", ")}: npm run lab -- requirements --install`;
  const { host, controlPlane, worker } = instancesOf;
  try {
    assertInotify((workers + 1) * host + controlPlane + workers * worker);
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
  return undefined;
}

async function inTheLab(env: Readonly<Record<string, string>>): Promise<void> {
  const vitest = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    "test/lab/vitest.config.ts",
    "act/overhead",
  ];
  const child = spawn(process.execPath, vitest, {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, WHEELHOUSE_LAB_TIERS: "by-hand", ...env },
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  if (code === 0) return;
  process.exitCode = 1;
  console.error(`overhead: the lab's test ended with exit code ${code}; what it measured before is below.`);
}
