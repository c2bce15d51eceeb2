// Fetches the images of a control plane before anything is changed: one that cannot be had then costs nothing.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, hasEndedWell, startUnit } from "#src/hosts/follow-unit.ts";
import { unitName } from "#src/hosts/units.ts";
import { pullImages } from "#src/kubeadm/upgrade/commands.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), tag: z.string(), repository: z.string().optional() });

export const pullUnit = "pull-images";

export default defineStep({
  name: "pull-images",
  input,
  timeoutMs: 30 * 60_000,
  title: ({ host, tag }) => `Fetch the images of ${tag} on ${host}`,
  calls: (given) => callsOfUnit(given.host, unitOf(given, thisOperation)),
  retries: true,
  done: async (given, { hosts, operation, signal }) => {
    const host = await hosts.host(given.host);
    const { unit } = unitOf(given, operation.id);
    if (await hasEndedWell(host, unit, signal))
      return { goal: "holds", evidence: `Every image of ${given.tag} is on ${given.host}.` };
    return followUnit(host, unit, signal);
  },
  run: async (given, { hosts, operation, signal }) =>
    startUnit(await hosts.host(given.host), unitOf(given, operation.id), signal),
});

function unitOf(given: z.output<typeof input>, operation: string) {
  return { unit: unitName(operation, pullUnit), argv: pullImages(given) };
}
