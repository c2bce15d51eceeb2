// A reboot, and how one is told from the boot before: by the boot id.
import type { Host, HostRun } from "./host.ts";
import { mustRun } from "./must-run.ts";
import { asRoot } from "./quote.ts";

export const reboot: HostRun = { argv: asRoot(["systemctl", "reboot"]), timeoutMs: 20_000 };

/** In words, once the machine has started anew; undefined while it is up from before. @throws UnreachableError while it is down */
export async function bootSince(
  host: Host,
  bootId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const now = await host.read("bootId", signal);
  if (now === bootId) return undefined;
  return `${host.name} has started anew: boot ${short(now)} instead of ${short(bootId)}.`;
}

/** Asked again in the last moment: a machine that has just started is not sent down once more. */
export async function rebootOnce(host: Host, bootId: string, signal: AbortSignal): Promise<void> {
  if ((await host.read("bootId", signal)) === bootId) await mustRun(host, reboot, signal);
}

export function short(bootId: string): string {
  return bootId.slice(0, 8);
}
