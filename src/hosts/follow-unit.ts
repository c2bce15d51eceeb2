// A step's long command on a host: started once as a unit, followed while it runs, and started anew where it has failed.
import type { HostCall } from "#src/base/call.ts";
import { elide } from "#src/base/text.ts";
import type { Host, HostUnit, HostView } from "./host.ts";
import { callOfStart, callsOfCollect } from "./host-calls.ts";

/** How a unit stands, as a step's `done` answers it once it has seen that its goal does not hold. */
export type Followed = { readonly goal: "open" | "underway" | "failed"; readonly evidence: string };

const keptLines = 15;
/** Of its last lines, characters. */
const keptLength = 700;

/**
 * Only reads, also after a restart: the unit has its name from operation and step. One that has ended well is `open`, since
 * what it was for does not hold yet.
 * @throws UnreachableError
 */
export async function followUnit(host: HostView, unit: string, signal: AbortSignal): Promise<Followed> {
  const found = await host.read("unit", signal, unit);
  if (found.state === "absent") return { goal: "open", evidence: `${host.name} has no unit ${unit}.` };
  const said = (await host.read("unitOutput", signal, unit, keptLines, found.invocation)).trim();
  if (found.state === "running") {
    const last = said.split("\n").at(-1) ?? "";
    return {
      goal: "underway",
      evidence: `${unit} runs on ${host.name}${last && `: ${elide(last.trim(), 200)}`}`,
    };
  }
  const words = said === "" ? "It said nothing." : elide(said, keptLength);
  if (found.code === 0) return { goal: "open", evidence: `${unit} has ended well on ${host.name}. ${words}` };
  return { goal: "failed", evidence: `${unit} ended with code ${found.code} on ${host.name}:\n${words}` };
}

/** Starts it; one that runs, or has ended well, is left as it is, and one that has failed makes room. */
export async function startUnit(host: Host, wanted: HostUnit, signal: AbortSignal): Promise<void> {
  const found = await host.read("unit", signal, wanted.unit);
  if (found.state === "ended" && found.code !== 0) await host.collect(wanted.unit, signal);
  await host.start(wanted, signal);
}

/** All that `startUnit` may send. */
export function callsOfUnit(host: string, wanted: HostUnit): readonly HostCall[] {
  const makeRoom = callsOfCollect(host, wanted.unit);
  return [
    ...makeRoom.map((call) => ({ ...call, what: "only where it has failed before" })),
    callOfStart(host, wanted),
  ];
}

/** Whether it has ended well, which is the proof of what leaves no other trace. @throws UnreachableError */
export async function hasEndedWell(host: HostView, unit: string, signal: AbortSignal): Promise<boolean> {
  const found = await host.read("unit", signal, unit);
  return found.state === "ended" && found.code === 0;
}
