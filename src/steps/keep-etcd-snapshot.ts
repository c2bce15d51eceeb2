// Keeps a proven snapshot where only root reads it, with its hash and revision beside it, and lets the oldest go.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { etcdContainer } from "#src/kubeadm/etcd.ts";
import { backupFolder, keptSnapshot, scratchPath, snapshotPath } from "#src/kubeadm/etcd-backup.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** Older ones that make room. */
  old: z.array(z.string()),
});
type Input = z.output<typeof input>;
type Held = { readonly hash: string; readonly revision: string | number; readonly keys: string | number };

export default defineStep({
  name: "keep-etcd-snapshot",
  input,
  timeoutMs: 60_000,
  keeps: true,
  title: ({ host }) => `Keep it in ${backupFolder} on ${host}`,
  calls: (given) =>
    runs(given, thisOperation, { hash: "<sha256>", revision: "<revision>", keys: "<number of keys>" }).map(
      (run) => callOfRun(given.host, run),
    ),
  done: async ({ host: name }, { hosts, operation: { id }, signal }) => {
    const host = await hosts.host(name);
    const path = keptSnapshot(id);
    const hash = await host.read("sha256", signal, path);
    if (hash) return { goal: "holds", evidence: `${path} on ${name}, sha256 ${hash}.` };
    return { goal: "open", evidence: `${name} has no ${path}.` };
  },
  run: async (given, { hosts, operation: { id }, signal }) => {
    const host = await hosts.host(given.host);
    const held = await host.read("etcdSnapshot", signal, await etcdContainer(host, signal), snapshotPath(id));
    const hash = await host.read("sha256", signal, snapshotPath(id));
    if (!held || !hash) throw new StepError(`${snapshotPath(id)} on ${given.host} cannot be read any more.`);
    for (const run of runs(given, id, { ...held, hash })) {
      const said = await host.run(run, signal);
      if (said.code !== 0)
        throw new StepError(
          `${run.argv[3]} on ${given.host} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
        );
    }
  },
});

/** The snapshot gets its name last: what lies there under it has everything beside it. */
function runs({ old }: Input, operation: string, { hash, revision, keys }: Held): readonly HostRun[] {
  const kept = keptSnapshot(operation);
  const note = `${hash}  ${kept}\n# revision ${revision}, ${keys} keys\n`;
  const folder = ["install", "--directory", "--mode=0700", "--owner=root", "--group=root", backupFolder];
  return [
    { argv: asRoot(["rm", "--recursive", "--force", "--", scratchPath(operation)]) },
    { argv: asRoot(folder) },
    writeFileRun(`${kept}.sha256`, note),
    ...old.flatMap((path) => [{ argv: asRoot(["rm", "--force", "--", path, `${path}.sha256`]) }]),
    { argv: asRoot(["mv", "--no-target-directory", "--", snapshotPath(operation), kept]) },
  ];
}
