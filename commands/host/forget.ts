// /k8s host forget <host>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { few } from "#src/base/text.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import { placeOf } from "#src/hosts/key-call.ts";
import forgetHostKey from "#src/steps/forget-host-key.ts";

export default defineOperation({
  summary: "Forget the key of a machine, so that Wheelhouse logs in to it no more",
  role: "operator",
  risk: "change",
  needs: "host",
  args: z.object({ host: knownHost }),
  positional: ["host"],
  aliases: ["host delete"],
  async plan({ host: typed }, { cluster, hosts }) {
    const all = await hosts.list();
    const known = all.find(({ name }) => name === typed);
    if (!known?.pin) throw nothingToForget(cluster.name, typed, all);
    const { name, address, port, user, from } = known;
    const { type, fingerprint, key } = known.pin;
    return {
      target: name,
      risk: "change",
      title: `Forget ${name}`,
      impact: [
        `Wheelhouse does not log in to ${placeOf(known)} any more until somebody adds it again. Nothing changes on the machine.`,
        from === "chat" ? `${name} was added in chat, so it is not listed any more.` : "",
      ].filter(Boolean),
      warnings: [],
      basis: { fingerprint },
      steps: [forgetHostKey.with({ name, address, port, user, pin: { type, fingerprint, key } })],
      locks: [hostLock(name)],
      offers:
        from === "configuration"
          ? [{ label: "Add it again", line: `host add ${name} --cluster=${cluster.name}` }]
          : [],
    };
  },
});

function nothingToForget(cluster: string, typed: string, all: readonly KnownHost[]): RefusedError {
  const pinned = all.filter(({ pin }) => pin).map(({ name }) => name);
  const isKnown = all.some(({ name }) => name === typed);
  return new RefusedError(isKnown ? `No key of ${typed} is approved.` : `${cluster} has no host ${typed}.`, {
    hint: pinned.length > 0 ? `Approved are the keys of ${few(pinned, 8)}.` : "host list",
  });
}
