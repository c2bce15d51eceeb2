// /k8s host wake <host>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { lookAt } from "#src/plans/sleeping-machines.ts";
import wakeHosts from "#src/steps/wake-hosts.ts";

export default defineOperation({
  summary: "Switch one machine on by Wake-on-LAN, and wait until it answers",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 30_000,
  args: z.object({ host: knownHost }),
  positional: ["host"],
  aliases: [
    ...["wake", "wake up", "wake host", "wake node", "node wake", "wake on lan", "wol"],
    ...["power on", "turn on"],
  ],
  async plan({ host: typed }, { cluster, hosts, signal }) {
    const known = (await hosts.list()).find(({ name }) => name === typed);
    if (!known?.pin)
      throw new RefusedError(`Wheelhouse may not log in to ${typed}, so it would not see it come back.`, {
        hint: `host add ${typed}`,
        offers: ["host list"],
      });
    const { name, wakes } = known;
    const { is, why } = await lookAt(known, { hosts, signal });
    if (is === "up")
      throw new RefusedError(`${name} is on: it answers over SSH.`, { hint: `host show ${name}` });
    if (!wakes)
      throw new RefusedError(`${name} is switched on by hand: nobody has said what network card it has.`, {
        hint: `clusters.${cluster.name}.hosts.${name}.mac in wheelhouse.yaml is its card's address.`,
      });
    return {
      target: name,
      risk: "change",
      title: `Wake ${name}`,
      impact: [
        `A magic packet goes to ${wakes.mac} by ${wakes.to}; nobody answers it. Then ${name} is waited for, until it answers over SSH.`,
        "Whether its node takes pods stays as it is.",
      ],
      warnings: is === "silent" ? [] : [why],
      basis: { ...wakes },
      steps: [wakeHosts.with({ what: "the machine", enough: 1, hosts: [{ host: name, wakes }] })],
      locks: [hostLock(name)],
      offers: [{ label: "Show it", line: `host show ${name} --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});
