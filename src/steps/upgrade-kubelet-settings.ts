// Lets kubeadm write the settings of the new kubelet on a worker. The kubelet that runs reads them when it is started anew.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, hasEndedWell, startUnit } from "#src/hosts/follow-unit.ts";
import { unitName } from "#src/hosts/units.ts";
import { upgradeNode } from "#src/kubeadm/upgrade/commands.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), node: z.string(), ignore: z.array(z.string()).readonly() });

export const kubeletSettingsUnit = "upgrade-node";

export default defineStep({
  name: "upgrade-kubelet-settings",
  input,
  timeoutMs: 10 * 60_000,
  title: ({ node }) => `Upgrade the kubelet's settings on ${node}`,
  calls: (given) => callsOfUnit(given.host, unitOf(given, thisOperation)),
  retries: true,
  done: async (given, { hosts, operation, signal }) => {
    const host = await hosts.host(given.host);
    const { unit } = unitOf(given, operation.id);
    if (await hasEndedWell(host, unit, signal))
      return {
        goal: "holds",
        evidence: `kubeadm has written /var/lib/kubelet/config.yaml on ${given.host}.`,
      };
    return followUnit(host, unit, signal);
  },
  run: async (given, { hosts, operation, signal }) =>
    startUnit(await hosts.host(given.host), unitOf(given, operation.id), signal),
});

function unitOf({ ignore }: z.output<typeof input>, operation: string) {
  return { unit: unitName(operation, kubeletSettingsUnit), argv: upgradeNode({ ignore }) };
}
