// Reboots a machine whose packages ask for it, and leaves any other as it is.
import { z } from "zod";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { bootSince, reboot, rebootOnce } from "#src/hosts/reboot.ts";
import { managerNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import { readRebootAsked } from "#src/kubeadm/packages/read-packages.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "reboot-where-asked",
  /** `bootId`: of the boot before its packages were touched. */
  input: z.object({
    host: z.string(),
    manager: z.enum(managerNames).default("apt"),
    bootId: z.string(),
  }),
  timeoutMs: 10 * 60_000,
  title: ({ host }) => `Reboot ${host} if its packages ask for it`,
  calls: ({ host, manager }) => [
    { ...callOfRun(host, reboot), what: `only where ${managers[manager].words.asksReboot}` },
  ],
  done: async ({ host: name, manager, bootId }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const rebooted = await bootSince(host, bootId, signal);
    if (rebooted !== undefined) return { goal: "holds", evidence: rebooted };
    const asked = await readRebootAsked(host, manager, signal);
    // Whether it is needed, nobody knows there: one too many is less than a kernel with holes.
    if (asked === undefined)
      return { goal: "open", evidence: `${name} cannot tell whether it needs a reboot.` };
    return asked
      ? { goal: "open", evidence: `${name} asks for a reboot.` }
      : { goal: "holds", evidence: `${name} asks for no reboot.` };
  },
  run: async ({ host, bootId }, { hosts, signal }) => rebootOnce(await hosts.host(host), bootId, signal),
});
