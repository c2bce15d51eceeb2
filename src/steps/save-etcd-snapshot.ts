// Has etcd write a snapshot of all that it holds beside its data, under the operation's name. It appears there once it is whole.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { etcdctl } from "#src/hosts/etcd-commands.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { etcdContainer } from "#src/kubeadm/etcd.ts";
import { keptSnapshot, snapshotPath } from "#src/kubeadm/etcd-backup.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "save-etcd-snapshot",
  input: z.object({ host: z.string() }),
  timeoutMs: 120_000,
  title: ({ host }) => `Save a snapshot of etcd on ${host}`,
  calls: ({ host }) => [callOfRun(host, { argv: argv("<container of etcd>", thisOperation) })],
  done: async ({ host: name }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    for (const path of [snapshotPath(operation.id), keptSnapshot(operation.id)]) {
      const found = await host.read("fileStatus", signal, path);
      if (found) return { goal: "holds", evidence: `${path} on ${name}, ${found.sizeBytes} bytes.` };
    }
    return { goal: "open", evidence: `${name} has no ${snapshotPath(operation.id)}.` };
  },
  run: async ({ host: name }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const run = { argv: argv(await etcdContainer(host, signal), operation.id), timeoutMs: 110_000 };
    const said = await host.run(run, signal);
    if (said.code === 0) return;
    throw new StepError(
      `etcdctl on ${name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
    );
  },
});

function argv(container: string, operation: string): readonly string[] {
  return etcdctl(container, "snapshot", "save", snapshotPath(operation));
}
