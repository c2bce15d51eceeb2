// The whole bot in a process of its own, started as `npm start` does, between a simulated workspace and cluster.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root, startEnvironment, startFlags } from "./as-started.ts";
import type { ClusterInput, ClusterReady } from "./programs/cluster.ts";
import type { WorkspaceInput, WorkspaceReady } from "./programs/workspace.ts";
import { end, type Program, start } from "./run.ts";

export type Place = {
  readonly directory: string;
  readonly workspace: Program<WorkspaceReady>;
  readonly kubeconfig: string;
  readonly leave: () => Promise<void>;
};

export type Bot = {
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to "ready": Slack listens. */
  readonly readyMs: number;
  /** From the start of the process to the end of the first lists. */
  readonly listedMs: number;
  readonly end: () => Promise<void>;
};

export const signingSecret = "bench-signing-secret";

export async function makePlace(pods: number, pauseMs: number): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-bench-"));
  const podsPerNode = 30;
  const fleet: ClusterInput = { directory, nodes: Math.ceil(pods / podsPerNode), podsPerNode };
  const given: WorkspaceInput = { pauseMs };
  const [workspace, cluster] = await Promise.all([
    start<WorkspaceReady>("programs/workspace.ts", given, []),
    start<ClusterReady>("programs/cluster.ts", fleet, []),
  ]);
  const leave = async () => {
    await Promise.all([workspace.end(), cluster.end()]);
    await rm(directory, { recursive: true, force: true });
  };
  return { directory, workspace, kubeconfig: cluster.ready.kubeconfig, leave };
}

/** `more` is added to its environment. */
export async function startBot(
  place: Omit<Place, "leave">,
  mode: "socket" | "http",
  more: Readonly<Record<string, string>> = {},
): Promise<Bot> {
  const config = join(place.directory, "wheelhouse.yaml");
  await writeFile(config, settings(place.kubeconfig, mode));
  const { apiUrl, botToken, appToken } = place.workspace.ready;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...startFlags, "src/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...startEnvironment,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: apiUrl,
      WHEELHOUSE_CONFIG: config,
      DATABASE_URL: `sqlite:${join(place.directory, "wheelhouse.db")}`,
      PORT: "0",
      LOG_LEVEL: "info",
      ...more,
    },
  });
  const abandon = () => void child.kill("SIGKILL");
  process.once("exit", abandon);
  child.once("exit", () => process.off("exit", abandon));
  const port = await readyPort(child.stdout);
  const readyMs = performance.now() - startedAt;
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${origin}/readyz`)).ok) await pause(5);
  const { pid = 0 } = child; // it is running
  return { origin, pid, readyMs, listedMs: performance.now() - startedAt, end: () => end(child) };
}

/** Resident memory as the bot itself reports it, MB. */
export async function residentMb({ origin }: Bot): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const bytes = Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
  return bytes / 1024 / 1024;
}

/** The most that was resident at once so far, MB: Linux keeps it as VmHWM. */
export async function peakMb({ pid }: Bot): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** Time that the process has spent on a processor, milliseconds: Linux counts it in ticks of ten. */
export async function cpuMs({ pid }: Bot): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function settings(kubeconfig: string, mode: "socket" | "http"): string {
  return JSON.stringify({
    slack: { mode },
    clusters: { home: { kubeconfig } },
    access: { viewer: ["*"], operator: ["U0ANN"] },
  });
}

// The rest of the log is read and dropped: a full pipe would stop the bot.
function readyPort(output: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    const lines = createInterface(output);
    lines.on("line", (line) => {
      const { event, port } = JSON.parse(line) as { event?: string; port?: number }; // the bot's own log
      if (event === "ready" && port !== undefined) resolve(port);
    });
    lines.once("close", () => reject(new Error("the bot ended before it was ready")));
  });
}
