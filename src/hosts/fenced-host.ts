// A host behind the fence of a step's calls: what none of them covers is refused before anything is sent.
import type { Fence, HostCall } from "#src/base/call.ts";
import type { Host, HostRun, HostUnit } from "./host.ts";

/** Readings pass: they change nothing, and only named ones can be asked for. */
export function fencedHost(host: Host, fence: Fence): Host {
  const { name, address, read } = host;
  return {
    name,
    address,
    read,
    async run(run, signal) {
      fence(callOfRun(name, run));
      return host.run(run, signal);
    },
    async start(unit, signal) {
      fence(callOfUnit(name, unit));
      return host.start(unit, signal);
    },
    async collect(unit, signal) {
      fence(callOfUnit(name, unit));
      return host.collect(unit, signal);
    },
  };
}

function callOfRun(host: string, { argv, stdin }: HostRun): HostCall {
  return { at: "host", host, argv, ...(stdin !== undefined && { stdin: "secret" as const }) };
}

function callOfUnit(host: string, { argv }: HostUnit): HostCall {
  return { at: "host", host, argv, unit: true };
}
