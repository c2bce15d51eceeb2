// What leaves for a host as calls: a step's `calls` names them so, and the fence is shown the same.
import type { HostCall } from "#src/base/call.ts";
import type { HostRun, HostUnit } from "./host.ts";
import { collectArgvs } from "./units.ts";

export function callOfRun(host: string, { argv, stdin, text }: HostRun): HostCall {
  if (stdin !== undefined) return { at: "host", host, argv, stdin: "secret" };
  return { at: "host", host, argv, ...(text !== undefined && { stdin: { text } }) };
}

/** That a unit is started: its name, what it runs as root, and what is removed when it ends. */
export function callOfStart(host: string, { unit, argv, secretFile }: HostUnit): HostCall {
  return { at: "host", host, argv, unit, ...(secretFile !== undefined && { removes: secretFile }) };
}

/** That a unit which has ended is forgotten. */
export function callsOfCollect(host: string, unit: string): readonly HostCall[] {
  return collectArgvs(unit).map((argv) => callOfRun(host, { argv }));
}
