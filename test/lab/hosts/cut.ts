// Cuts a host off: its cable is pulled out, and stays out over a reboot until somebody heals it.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processesIn } from "./cgroups.ts";
import { hostFolder } from "./names.ts";
import { setCable } from "./network.ts";
import { hostRecord } from "./records.ts";

/** The host runs on and nobody reaches it. Cut twice is fine. */
export async function cut(host: string): Promise<void> {
  const { number } = hostRecord(host);
  writeFileSync(cutMark(host), "");
  await setCable(number, "down");
}

/** Plugs the cable in again. A host that was not cut is fine; one that is off gets its cable when it boots. */
export async function heal(host: string): Promise<void> {
  const { number } = hostRecord(host);
  rmSync(cutMark(host), { force: true });
  if (processesIn(host).length > 0) await setCable(number, "up");
}

export function isCut(host: string): boolean {
  return existsSync(cutMark(host));
}

/** The script that gives a host its network reads this file too. */
const cutMark = (host: string): string => join(hostFolder(host), "cut");
