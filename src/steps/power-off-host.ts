// Switches a machine off and waits until it gives no sign of life over SSH; another boot proves as well that this one has ended.
import { z } from "zod";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { powerOff, powerOffOnce, powerSince } from "#src/hosts/power-off.ts";
import { short } from "#src/hosts/reboot.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "power-off-host",
  input: z.object({
    host: z.string(),
    /** Of the boot that is to end. */
    bootId: z.string(),
    /** Wheelhouse runs there: nobody is left to see it go off, and whoever starts after it finds another boot. */
    isOurs: z.boolean(),
  }),
  timeoutMs: 5 * 60_000,
  title: ({ host, isOurs }) => `Switch ${host} off${isOurs ? ", and Wheelhouse with it" : ""}`,
  calls: ({ host }) => [callOfRun(host, powerOff)],
  done: async ({ host: name, bootId }, { hosts, signal }) => {
    const power = await powerSince(await hosts.host(name), bootId, signal);
    if (power.is === "up") return { goal: "open", evidence: `${name} is still up (boot ${short(bootId)}).` };
    const caveat = power.is === "up again" ? `${name} is on again` : undefined;
    return { goal: "holds", evidence: power.evidence, ...(caveat && { caveat }) };
  },
  run: async ({ host, bootId }, { hosts, signal }) => powerOffOnce(await hosts.host(host), bootId, signal),
  leaves: async ({ host: name, bootId }, { hosts, signal }) => {
    const power = await powerSince(await hosts.host(name), bootId, signal);
    return power.is === "off" ? `${name} is off, until somebody switches it on.` : undefined;
  },
});
