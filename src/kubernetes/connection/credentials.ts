// The way into one cluster: where its API server is and what to show it, loaded and kept; what is not plain, in a child process.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Clock } from "#src/base/clock.ts";
import { UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { CredentialsAnswer, CredentialsProblem, CredentialsRequest, Endpoint } from "./endpoint.ts";
import { explainCredentials } from "./explain-credentials.ts";
import { readPlainKubeconfig } from "./plain-kubeconfig.ts";

/** Kept credentials. `get` throws UnreachableError when they cannot be loaded. */
export type Credentials = {
  readonly get: () => Promise<Endpoint>;
  /** What was loaded last, if anything. */
  readonly current: () => Endpoint | undefined;
  /** The API server refused what `get` gave: load again, now or as soon as it is polite. False when nothing changed. */
  readonly refused: (endpoint: Endpoint) => Promise<boolean>;
  /** They worked: the next refusal is a new one and is soon acted on. */
  readonly worked: () => void;
  readonly stop: () => void;
};

export type LoadCredentials = (
  request: CredentialsRequest,
  signal: AbortSignal,
) => Promise<CredentialsAnswer>;

type Options = {
  readonly cluster: string;
  readonly request: CredentialsRequest;
  readonly clock: Clock;
  readonly log: Log;
  /** How to load; tests give their own. */
  readonly load?: LoadCredentials;
};

const firstPauseMs = 5_000;
const longestPauseMs = 60_000;

export function createCredentials({
  cluster,
  request,
  clock,
  log,
  load = loadPlainly,
}: Options): Credentials {
  const stopping = new AbortController();
  let endpoint: Endpoint | undefined;
  let failure: UnreachableError | undefined;
  let loading: Promise<void> | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let pauseMs = 0;

  return { get, refused, current: () => endpoint, worked, stop: () => stopping.abort() };

  async function get(): Promise<Endpoint> {
    if (endpoint === undefined) await reload();
    if (endpoint === undefined) throw failure ?? new UnreachableError(`cannot reach ${cluster}: stopped`);
    return endpoint;
  }

  async function refused(old: Endpoint): Promise<boolean> {
    if (endpoint === old) await reload();
    return !sameEndpoint(endpoint, old);
  }

  function worked(): void {
    pauseMs = Math.min(pauseMs, firstPauseMs);
  }

  // One load at a time, and further apart each time it does not help: a child process is not cheap, a plugin may ask
  // somebody's identity provider.
  async function reload(): Promise<void> {
    if (loading === undefined && clock.ticks() - loadedAt < pauseMs) return;
    loading ??= loadOnce().finally(() => {
      loading = undefined;
    });
    await loading;
  }

  async function loadOnce(): Promise<void> {
    const answer = await load(request, stopping.signal);
    // Ended by us, it knows nothing.
    if (stopping.signal.aborted) return;
    loadedAt = clock.ticks();
    const first = endpoint === undefined && "endpoint" in answer;
    pauseMs = first ? 0 : Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2));
    if ("problem" in answer) {
      failure = explainCredentials(cluster, request, answer.problem);
      const { message, hint } = failure;
      log.warn("kubernetes.credentials-failed", { cluster, problem: message, hint });
      return;
    }
    if (sameEndpoint(answer.endpoint, endpoint)) return;
    endpoint = answer.endpoint;
    log.info("kubernetes.credentials-loaded", { cluster, server: endpoint.server });
  }
}

function sameEndpoint(one: Endpoint | undefined, other: Endpoint | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function loadPlainly(request: CredentialsRequest, signal: AbortSignal): Promise<CredentialsAnswer> {
  const endpoint = await readPlainKubeconfig(request);
  return endpoint ? { endpoint } : loadInChild(request, signal);
}

// Long enough for a plugin that asks an identity provider over the Internet.
const deadlineMs = 30_000;
const program = fileURLToPath(new URL("./load-kubeconfig.ts", import.meta.url));

/** Loads in a child process of its own group, so that a hanging plugin ends with it. */
async function loadInChild(request: CredentialsRequest, signal: AbortSignal): Promise<CredentialsAnswer> {
  if (signal.aborted) return { problem: { kind: "timed-out", afterMs: 0 } };
  // The request goes over IPC: nothing about the cluster shows in the process list.
  const child = fork(program, {
    detached: true,
    env: environment(),
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const stop = () => endGroup(child);
  const deadline = setTimeout(stop, deadlineMs);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<CredentialsAnswer>((resolve, reject) => {
      child.once("message", (message) => resolve(message as CredentialsAnswer));
      child.once("error", reject);
      // Not `exit`, which may come before the answer that is still in the channel.
      child.once("close", (code) => resolve({ problem: endedEarly(code) }));
      child.send(request, (error) => error && reject(error));
    });
  } catch (error) {
    return { problem: { kind: "invalid", detail: error instanceof Error ? error.message : String(error) } };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", stop);
    stop();
  }
}

// A plugin needs PATH, HOME and its own settings, but neither Slack's tokens nor the database's password.
function environment(): NodeJS.ProcessEnv {
  const secret = (name: string) => name.startsWith("SLACK_") || name === "DATABASE_URL";
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !secret(name)));
}

function endedEarly(exitCode: number | null): CredentialsProblem {
  if (exitCode === null) return { kind: "timed-out", afterMs: deadlineMs };
  return { kind: "invalid", detail: `the loader ended with exit code ${exitCode}` };
}

function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}
