// Gives back what a journal or a package cache takes on a machine, unless there is room enough already.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, hasEndedWell, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostUnit } from "#src/hosts/host.ts";
import { unitName } from "#src/hosts/units.ts";
import { roomOn } from "#src/kubeadm/disk/room.ts";
import { rungNames, rungs } from "#src/kubeadm/disk/rungs.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), rung: z.enum(rungNames) });
type Input = z.output<typeof input>;

export default defineStep({
  name: "free-disk-space",
  input,
  timeoutMs: 5 * 60_000,
  retries: true,
  title: ({ host, rung }) => `${rungs[rung].title} on ${host}`,
  calls: (wanted) => callsOfUnit(wanted.host, unitOf(wanted, thisOperation)),
  equivalent: ({ rung }) => rungs[rung].argv.join(" "),
  done: async (wanted, { hosts, operation, signal }) => {
    const host = await hosts.host(wanted.host);
    const { unit } = unitOf(wanted, operation.id);
    const hasRun = await hasEndedWell(host, unit, signal);
    const { isEnough, said } = await roomOn(host, signal);
    if (hasRun) return { goal: "holds", evidence: said };
    const followed = await followUnit(host, unit, signal);
    if (followed.goal === "underway" || !isEnough) return followed;
    return { goal: "holds", evidence: `That is enough: ${said}.` };
  },
  run: async (wanted, { hosts, operation, signal }) =>
    startUnit(await hosts.host(wanted.host), unitOf(wanted, operation.id), signal),
});

/** What it has run as, for whoever tidies up. */
export function freeingUnit(rung: Input["rung"]): string {
  return `free-${rung}`;
}

function unitOf({ rung }: Input, operation: string): HostUnit {
  return { unit: unitName(operation, freeingUnit(rung)), argv: rungs[rung].argv };
}
