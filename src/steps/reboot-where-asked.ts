// Reboots a machine whose packages ask for it, and leaves any other as it is.
import { z } from "zod";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { bootSince, reboot, rebootOnce } from "#src/hosts/reboot.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "reboot-where-asked",
  /** `bootId`: of the boot before its packages were touched. */
  input: z.object({ host: z.string(), bootId: z.string() }),
  timeoutMs: 10 * 60_000,
  title: ({ host }) => `Reboot ${host} if its packages ask for it`,
  calls: ({ host }) => [{ ...callOfRun(host, reboot), what: "only where /run/reboot-required is there" }],
  done: async ({ host: name, bootId }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const rebooted = await bootSince(host, bootId, signal);
    if (rebooted !== undefined) return { goal: "holds", evidence: rebooted };
    return (await host.read("rebootAsked", signal))
      ? { goal: "open", evidence: `${name} asks for a reboot.` }
      : { goal: "holds", evidence: `${name} asks for no reboot.` };
  },
  run: async ({ host, bootId }, { hosts, signal }) => rebootOnce(await hosts.host(host), bootId, signal),
});
