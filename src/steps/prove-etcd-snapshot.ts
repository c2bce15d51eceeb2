// Restores a snapshot into a scratch directory and reads it back: a backup that nobody has restored is none.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { etcdutl } from "#src/hosts/etcd-commands.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { etcdContainer } from "#src/kubeadm/etcd.ts";
import { keptSnapshot, scratchDatabase, scratchPath, snapshotPath } from "#src/kubeadm/etcd-backup.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "prove-etcd-snapshot",
  input: z.object({ host: z.string() }),
  timeoutMs: 180_000,
  title: ({ host }) => `Restore the snapshot into a scratch directory on ${host}, and read it back`,
  calls: ({ host }) => argvs("<container of etcd>", thisOperation).map((argv) => callOfRun(host, { argv })),
  done: async ({ host: name }, { hosts, operation: { id }, signal }) => {
    const host = await hosts.host(name);
    // Kept is only what was proven.
    if (await host.read("fileStatus", signal, keptSnapshot(id)))
      return { goal: "holds", evidence: `${keptSnapshot(id)} was proven.` };
    const container = await etcdContainer(host, signal);
    const saved = await host.read("etcdSnapshot", signal, container, snapshotPath(id));
    const restored = await host.read("etcdSnapshot", signal, container, scratchDatabase(id));
    if (!saved) return { goal: "failed", evidence: `${snapshotPath(id)} on ${name} is no snapshot.` };
    if (!restored) return { goal: "open", evidence: `${snapshotPath(id)} was not restored yet.` };
    const isSame = restored.revision === saved.revision && restored.keys === saved.keys && saved.keys > 0;
    const held = `revision ${restored.revision}, ${restored.keys} keys`;
    return isSame
      ? { goal: "holds", evidence: `Restored, it holds ${held}, as the snapshot does.` }
      : {
          goal: "failed",
          evidence: `Restored, it holds ${held}; the snapshot revision ${saved.revision}, ${saved.keys} keys.`,
        };
  },
  run: async ({ host: name }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    for (const argv of argvs(await etcdContainer(host, signal), operation.id)) {
      const said = await host.run({ argv }, signal);
      if (said.code !== 0)
        throw new StepError(
          `${argv.at(3)} on ${name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
        );
    }
  },
});

/** What a killed one has left half restored is in the way. */
function argvs(container: string, operation: string): readonly (readonly string[])[] {
  const scratch = scratchPath(operation);
  return [
    asRoot(["rm", "--recursive", "--force", "--", scratch]),
    etcdutl(container, "snapshot", "restore", snapshotPath(operation), `--data-dir=${scratch}`),
  ];
}
