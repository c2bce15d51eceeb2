// Looks at the machine behind a node over SSH, for what no API server knows: its kubelet, its runtime, its kernel, its power.
import { BotError, SilentError } from "#src/base/errors.ts";
import { attempt, type Outcome } from "#src/base/outcome.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";

export type MachineSeen = {
  readonly host: string;
  readonly machineId: string | undefined;
  readonly kubelet: OutputOf<"service">;
  readonly containerd: OutputOf<"service"> | undefined;
  readonly uptimeSeconds: number | undefined;
  /** The end of what was written since the kubelet was last started. */
  readonly journal: string | undefined;
  readonly kernel: string | undefined;
  readonly containers: OutputOf<"nodeContainers"> | undefined;
  readonly disks: OutputOf<"disks"> | undefined;
  /** Undefined where it is no Raspberry Pi, or nobody could tell. */
  readonly throttling: OutputOf<"throttling">;
  /** An API server that was tried from there, and whether it answers. */
  readonly server: { readonly at: string; readonly answers: boolean } | undefined;
  /** What could not be read, in words. */
  readonly unread: readonly string[];
};

/** `silent`: it gives no sign of life; `closed`: it may, but lets nobody in. */
export type MachineLook =
  | ({ readonly state: "open" } & MachineSeen)
  | { readonly state: "silent" | "closed"; readonly host: string; readonly why: string };

/** A machine that has died is asked over a connection that does not know it yet, and then over a new one. */
const patienceMs = 17_000;
const journalLines = 200;
const apiServerPort = 6443;

/** Asks nothing that changes anything. `servers`: addresses of API servers, to be tried from there. */
export async function lookAtMachine(
  host: HostView,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<MachineLook> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  // The first alone: a machine that is off is told once, and not by ten readings.
  const kubelet = await attempt(inTime(host.read("service", until, "kubelet"), until, signal));
  if (kubelet.ok)
    return { state: "open", ...(await readAll(host, kubelet.value, { servers, until, signal })) };
  const state = kubelet.error instanceof SilentError ? "silent" : "closed";
  return { state, host: host.name, why: kubelet.error.message };
}

type Asking = {
  readonly servers: readonly string[];
  readonly until: AbortSignal;
  readonly signal: AbortSignal;
};

async function readAll(
  host: HostView,
  kubelet: OutputOf<"service">,
  { servers, until, signal }: Asking,
): Promise<MachineSeen> {
  const unread: string[] = [];
  const [machineId, containerd, uptimeSeconds, journal, kernel, containers, disks, throttling, server] =
    await Promise.all([
      known(host.read("machineId", until)),
      known(host.read("service", until, "containerd")),
      known(host.read("uptimeSeconds", until)),
      known(host.read("kubeletJournal", until, journalLines)),
      known(host.read("kernelLog", until, journalLines)),
      known(host.read("nodeContainers", until)),
      known(host.read("disks", until)),
      known(host.read("throttling", until)),
      known(reached(host, servers, until)),
    ]);
  return {
    ...{ host: host.name, machineId, kubelet, containerd, uptimeSeconds, kernel, containers, disks },
    ...{ throttling, server, unread: [...new Set(unread)] },
    journal: journal === undefined ? undefined : sinceStart(journal),
  };

  async function known<T>(reading: Promise<T>): Promise<T | undefined> {
    const read: Outcome<T> = await attempt(inTime(reading, until, signal));
    if (read.ok) return read.value;
    unread.push(read.error.message);
    return undefined;
  }
}

/** The first that answers; else the last that was tried. */
async function reached(host: HostView, servers: readonly string[], signal: AbortSignal) {
  const tried = await Promise.all(
    servers
      .slice(0, 3)
      .map(async (at) => ({ at, answers: await host.read("reaches", signal, at, apiServerPort) })),
  );
  return tried.find(({ answers }) => answers) ?? tried[0];
}

/** systemd writes so each time. One that has just begun has said nothing yet: then what it said the time before counts as well. */
export function sinceStart(journal: string): string {
  const starts = [...journal.matchAll(/^(?:Started|Starting) (?:kubelet\.service|kubelet)\b.*$/gm)];
  return journal.slice(starts.at(-2)?.index ?? 0);
}

/** What comes too late is not known, and nobody's mistake. Who stops waiting stops it all. */
async function inTime<T>(reading: Promise<T>, until: AbortSignal, signal: AbortSignal): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BotError || signal.aborted) throw error;
    if (!until.aborted) throw error;
    throw new SilentError(`It did not answer within ${patienceMs / 1_000} s.`, { cause: error });
  }
}
