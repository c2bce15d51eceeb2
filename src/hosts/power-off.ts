// Power, and how a machine that was switched off is told from one that is still up: it gives no sign of life, or its boot is another one.
import { SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { Host, HostRun } from "./host.ts";
import { mustRun } from "./must-run.ts";
import { asRoot } from "./quote.ts";
import { bootSince } from "./reboot.ts";

export const powerOff: HostRun = { argv: asRoot(["systemctl", "poweroff"]), timeoutMs: 20_000 };

export type Power =
  | { readonly is: "up" }
  /** In words. */
  | { readonly is: "off" | "up again"; readonly evidence: string };

/**
 * Whether the boot with this id has ended. The API server has no say in it: it goes off as well.
 * @throws UnreachableError when it can be either, as where something still answers at its address
 */
export async function powerSince(host: Host, bootId: string, signal: AbortSignal): Promise<Power> {
  const read = await attempt(bootSince(host, bootId, signal));
  if (!read.ok) {
    if (!(read.error instanceof SilentError)) throw read.error;
    return { is: "off", evidence: `No sign of life any more: ${read.error.message}` };
  }
  return read.value === undefined ? { is: "up" } : { is: "up again", evidence: read.value };
}

/** Asked again in the last moment: a machine that somebody has switched on meanwhile is not sent down once more. */
export async function powerOffOnce(host: Host, bootId: string, signal: AbortSignal): Promise<void> {
  if ((await powerSince(host, bootId, signal)).is === "up") await mustRun(host, powerOff, signal);
}
