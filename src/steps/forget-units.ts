// Has systemd forget the units of this operation that have ended: they stay until somebody has read how.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { few } from "#src/base/text.ts";
import { callsOfCollect } from "#src/hosts/host-calls.ts";
import { unitName } from "#src/hosts/units.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** Steps that have run as units. */
  units: z.array(z.string()),
});

export default defineStep({
  name: "forget-units",
  input,
  timeoutMs: 60_000,
  title: ({ host }) => `Tidy up on ${host}`,
  calls: ({ host, units }) => units.flatMap((step) => callsOfCollect(host, unitName(thisOperation, step))),
  done: async ({ host: name, units }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const names = units.map((step) => unitName(operation.id, step));
    const states = await Promise.all(names.map((unit) => host.read("unit", signal, unit)));
    const left = names.filter((_, at) => states[at]?.state !== "absent");
    return left.length === 0
      ? { goal: "holds", evidence: `No unit of this operation is left on ${name}.` }
      : { goal: "open", evidence: `Left are ${few(left, 4)}.` };
  },
  run: async ({ host: name, units }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    for (const step of units) await host.collect(unitName(operation.id, step), signal);
  },
});
