// Makes a full etcd writable again: old revisions are compacted away, each member gives its empty part back, and only then the alarm is taken off.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { bytes, few, oneLine, shorten } from "#src/base/text.ts";
import { etcdctl } from "#src/hosts/etcd-commands.ts";
import type { Host } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { type Etcd, etcdContainer, readEtcd } from "#src/kubeadm/etcd.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** Machines of its members, in the order in which they pause; the first compacts and takes the alarm off for all. */
  hosts: z.array(z.string()).nonempty(),
});

const container = "<container of etcd>";

export default defineStep({
  name: "free-etcd",
  input,
  timeoutMs: 300_000,
  title: ({ hosts }) => `Make room in etcd on ${few(hosts, 5)}, and take its alarm off`,
  calls: ({ hosts }) => [
    callOfRun(hosts[0] ?? "", { argv: compact(container, "<its revision>") }),
    ...hosts.map((host) => callOfRun(host, { argv: defrag(container) })),
    callOfRun(hosts[0] ?? "", { argv: disarm(container) }),
  ],
  done: async ({ hosts: names }, context) => {
    const { members } = await read(names, context);
    const alarms = members.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
    const sizes = members.map(({ name, sizeBytes }) => `${name} takes ${bytes(sizeBytes)}`);
    return alarms.length > 0
      ? { goal: "open", evidence: `etcd raises ${few(alarms, 3)}.` }
      : { goal: "holds", evidence: `etcd raises no alarm; ${few(sizes, 5)}.` };
  },
  run: async ({ hosts: names }, context) => {
    const { hosts, signal } = context;
    const { members } = await read(names, context);
    const revision = Math.max(...members.map((member) => member.revision));
    const first = await hosts.host(names[0] ?? "");
    await must(first, compact(await etcdContainer(first, signal), String(revision)), signal);
    for (const name of names) {
      const host = await hosts.host(name);
      await must(host, defrag(await etcdContainer(host, signal)), signal);
    }
    mustHaveRoom(await read(names, context));
    await must(first, disarm(await etcdContainer(first, signal)), signal);
  },
});

function read(names: readonly string[], { hosts, signal }: StepContext): Promise<Etcd> {
  return readEtcd({ view: hosts.host }, names, signal);
}

/** Without, the next write would raise it again. */
function mustHaveRoom({ members }: Etcd): void {
  const full = members.find(({ sizeBytes, quotaBytes }) => quotaBytes && sizeBytes >= quotaBytes);
  if (!full) return;
  throw new StepError(
    `etcd on ${full.name} still takes ${bytes(full.sizeBytes)} of the ${bytes(full.quotaBytes ?? 0)} that it may: what is in it is in use.`,
    {
      hint: "Delete what nobody needs, or raise --quota-backend-bytes in its manifest on each control plane.",
    },
  );
}

async function must(host: Host, argv: readonly string[], signal: AbortSignal): Promise<void> {
  const said = await host.run({ argv, timeoutMs: 110_000 }, signal);
  // Who comes after a killed one finds that revision compacted already.
  if (said.code === 0 || said.stderr.includes("required revision has been compacted")) return;
  throw new StepError(
    `etcdctl on ${host.name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
  );
}

function compact(id: string, revision: string): readonly string[] {
  return etcdctl(id, "--command-timeout=100s", "compact", revision);
}

function defrag(id: string): readonly string[] {
  return etcdctl(id, "--command-timeout=100s", "defrag");
}

function disarm(id: string): readonly string[] {
  return etcdctl(id, "alarm", "disarm");
}
