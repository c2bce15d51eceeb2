// Reboots a machine and waits until it answers; its boot id proves it.
import { z } from "zod";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { bootSince, reboot, rebootOnce, short } from "#src/hosts/reboot.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "reboot-host",
  /** `bootId`: of the boot that is to end. */
  input: z.object({ host: z.string(), bootId: z.string() }),
  timeoutMs: 10 * 60_000,
  title: ({ host }) => `Reboot ${host}`,
  calls: ({ host }) => [callOfRun(host, reboot)],
  done: async ({ host: name, bootId }, { hosts, signal }) => {
    const rebooted = await bootSince(await hosts.host(name), bootId, signal);
    return rebooted === undefined
      ? { goal: "open", evidence: `${name} is still up from before (boot ${short(bootId)}).` }
      : { goal: "holds", evidence: rebooted };
  },
  run: async ({ host, bootId }, { hosts, signal }) => rebootOnce(await hosts.host(host), bootId, signal),
});
