// Gives the empty part of one etcd member's file back to its disk. That member answers nothing meanwhile.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { bytes, oneLine, shorten } from "#src/base/text.ts";
import { etcdctl } from "#src/hosts/etcd-commands.ts";
import type { HostView } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { emptyBytes, etcdContainer } from "#src/kubeadm/etcd.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "defragment-etcd-member",
  input: z.object({
    host: z.string(),
    /** As etcd lists it: `https://10.0.0.10:2379`. */
    endpoint: z.string(),
  }),
  timeoutMs: 120_000,
  title: ({ host }) => `Defragment etcd on ${host}`,
  calls: ({ host }) => [callOfRun(host, { argv: argv("<container of etcd>") })],
  done: async ({ host: name, endpoint }, { hosts, signal }) => {
    const host: HostView = await hosts.host(name);
    const members = await host.read("etcdMembers", signal, await etcdContainer(host, signal));
    const own = members.find((member) => member.endpoint === endpoint);
    if (!own) return { goal: "open", evidence: `etcd on ${name} does not answer.` };
    const evidence = `etcd on ${name} takes ${bytes(own.sizeBytes)}, of which ${bytes(own.usedBytes)} are used.`;
    return { goal: emptyBytes(own) === 0 && own.hasLeader ? "holds" : "open", evidence };
  },
  run: async ({ host: name }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const run = { argv: argv(await etcdContainer(host, signal)), timeoutMs: 110_000 };
    const said = await host.run(run, signal);
    if (said.code === 0) return;
    throw new StepError(
      `etcdctl on ${name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
    );
  },
});

function argv(container: string): readonly string[] {
  return etcdctl(container, "--command-timeout=100s", "defrag");
}
