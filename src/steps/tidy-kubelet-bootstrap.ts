// Takes away what a kubelet needed to be let in again: the token, the file with it, and the name under which the kubelet found that.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { removeSecretArgv, secretPath } from "#src/hosts/secret-file.ts";
import { bootstrapPath } from "#src/kubeadm/join/bootstrap-kubeconfig.ts";
import { ownTokens } from "#src/kubeadm/join/own-tokens.ts";
import { someToken, tokenDeletionCall } from "#src/kubernetes/calls/tokens.ts";
import { defineStep } from "#src/operation/step.ts";
import { bootstrapFile } from "./bootstrap-kubelet.ts";

export default defineStep({
  name: "tidy-kubelet-bootstrap",
  input: z.object({ host: z.string() }),
  timeoutMs: 60_000,
  title: ({ host }) => `Revoke the token, and tidy up on ${host}`,
  calls: ({ host }) => [
    { ...tokenDeletionCall({ id: someToken, uid: "<its uid>" }), what: "the token of this operation" },
    ...removals(thisOperation).map((run) => callOfRun(host, run)),
  ],
  done: async ({ host: name }, { cluster, hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const tokens = ownTokens(await cluster.bootstrapTokens(signal), operation.id);
    const files = await Promise.all(
      paths(operation.id).map(async (path) => ((await host.read("fileStatus", signal, path)) ? [path] : [])),
    );
    const left = [...tokens.map(({ id }) => `token ${id}`), ...files.flat()];
    return left.length === 0
      ? { goal: "holds", evidence: `Neither a token nor a file with it is left on ${name}.` }
      : { goal: "open", evidence: `Left are ${left.join(", ")}.` };
  },
  run: async ({ host: name }, { cluster, hosts, operation, signal }) => {
    for (const { id, uid } of ownTokens(await cluster.bootstrapTokens(signal), operation.id))
      await cluster.deleteToken({ id, uid }, signal);
    const host = await hosts.host(name);
    for (const run of removals(operation.id)) await mustRun(host, run, signal);
  },
});

function paths(operation: string): readonly string[] {
  return [bootstrapPath, secretPath(operation, bootstrapFile)];
}

function removals(operation: string): readonly HostRun[] {
  return paths(operation).map((path) => ({ argv: removeSecretArgv(path) }));
}
