// Takes away what a join needed and nothing else does: its token, the file with it, and the units that have ended.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun, callsOfCollect } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { removeSecretArgv, secretPath } from "#src/hosts/secret-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { removeUpload, uploadFile } from "#src/hosts/upload-certificates.ts";
import { ownTokens } from "#src/kubeadm/join/own-tokens.ts";
import { someToken, tokenDeletionCall } from "#src/kubernetes/calls/tokens.ts";
import { defineStep } from "#src/operation/step.ts";
import { joinFile } from "./join-node.ts";

const input = z.object({
  host: z.string(),
  /** Steps that have run as units. */
  units: z.array(z.string()),
  /** The control plane that has uploaded keys for it. */
  through: z.string().optional(),
});

export default defineStep({
  name: "tidy-after-join",
  input,
  timeoutMs: 60_000,
  title: ({ host }) => `Revoke the token, and tidy up on ${host}`,
  calls: ({ host, units, through }) => [
    { ...tokenDeletionCall({ id: someToken, uid: "<its uid>" }), what: "the token of this operation" },
    callOfRun(host, removal(thisOperation)),
    ...(through === undefined ? [] : [callOfRun(through, removeUpload(thisOperation))]),
    ...units.flatMap((step) => callsOfCollect(host, unitName(thisOperation, step))),
  ],
  done: async ({ host: name, units, through }, { cluster, hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const tokens = ownTokens(await cluster.bootstrapTokens(signal), operation.id);
    const file = await host.read("fileStatus", signal, secretPath(operation.id, joinFile));
    const states = await Promise.all(
      units.map((step) => host.read("unit", signal, unitName(operation.id, step))),
    );
    const uploaded =
      through === undefined
        ? undefined
        : await (await hosts.host(through)).read("fileStatus", signal, secretPath(operation.id, uploadFile));
    const left = [
      ...(uploaded ? [`the certificate key on ${through}`] : []),
      ...tokens.map(({ id }) => `token ${id}`),
      ...(file ? ["the file with it"] : []),
      ...units.filter((_, at) => states[at]?.state !== "absent").map((step) => unitName(operation.id, step)),
    ];
    return left.length === 0
      ? { goal: "holds", evidence: `Neither a token nor anything of this operation is left on ${name}.` }
      : { goal: "open", evidence: `Left are ${left.join(", ")}.` };
  },
  run: async ({ host: name, units, through }, { cluster, hosts, operation, signal }) => {
    for (const { id, uid } of ownTokens(await cluster.bootstrapTokens(signal), operation.id))
      await cluster.deleteToken({ id, uid }, signal);
    const host = await hosts.host(name);
    await mustRun(host, removal(operation.id), signal);
    if (through !== undefined) await mustRun(await hosts.host(through), removeUpload(operation.id), signal);
    for (const step of units) await host.collect(unitName(operation.id, step), signal);
  },
});

function removal(operation: string): HostRun {
  return { argv: removeSecretArgv(secretPath(operation, joinFile)) };
}
