// Brings every package of a machine up to date that nobody holds: the operating system's and the container runtime's.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, hasEndedWell, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostUnit } from "#src/hosts/host.ts";
import { unitName } from "#src/hosts/units.ts";
import { type ManagerName, managerNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), manager: z.enum(managerNames).default("apt") });

export default defineStep({
  name: "patch-packages",
  input,
  // Hundreds of packages over a slow line to a Pi's SD card.
  timeoutMs: 60 * 60_000,
  title: ({ host }) => `Bring the packages of ${host} up to date`,
  calls: ({ host, manager }) => callsOfUnit(host, unitOf(thisOperation, manager)),
  retries: true,
  whole: true,
  done: async ({ host: name, manager }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const { unit } = unitOf(operation.id, manager);
    // Lists that are old would say that nothing is left before anything was asked for.
    if (await hasEndedWell(host, unit, signal))
      return { goal: "holds", evidence: `Every package of ${name} that nobody holds is up to date.` };
    return followUnit(host, unit, signal);
  },
  run: async ({ host, manager }, { hosts, operation, signal }) =>
    startUnit(await hosts.host(host), unitOf(operation.id, manager), signal),
});

function unitOf(operation: string, manager: ManagerName): HostUnit {
  return { unit: unitName(operation, "patch-packages"), argv: ["sh", "-c", managers[manager].updateAll] };
}
