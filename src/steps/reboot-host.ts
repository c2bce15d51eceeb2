// Reboots a machine and waits until it answers; its boot id proves it.
import { z } from "zod";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const reboot: HostRun = { argv: asRoot(["systemctl", "reboot"]), timeoutMs: 20_000 };

export default defineStep({
  name: "reboot-host",
  /** `bootId`: of the boot that is to end. */
  input: z.object({ host: z.string(), bootId: z.string() }),
  timeoutMs: 10 * 60_000,
  title: ({ host }) => `Reboot ${host}`,
  calls: ({ host }) => [callOfRun(host, reboot)],
  done: async ({ host: name, bootId }, { hosts, signal }) => {
    const now = await (await hosts.host(name)).read("bootId", signal);
    return now === bootId
      ? { goal: "open", evidence: `${name} is still up from before (boot ${short(bootId)}).` }
      : {
          goal: "holds",
          evidence: `${name} has started anew: boot ${short(now)} instead of ${short(bootId)}.`,
        };
  },
  run: async ({ host: name, bootId }, { hosts, signal }) => {
    const host = await hosts.host(name);
    // Asked again in the last moment: a machine that has just started is not sent down once more.
    if ((await host.read("bootId", signal)) === bootId) await mustRun(host, reboot, signal);
  },
});

function short(bootId: string): string {
  return bootId.slice(0, 8);
}
