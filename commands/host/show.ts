// /k8s host show <host>
import { z } from "zod";
import { UsageError } from "#src/base/errors.ts";
import { attempt, type Outcome } from "#src/base/outcome.ts";
import { bytes, span } from "#src/base/text.ts";
import type { Answer } from "#src/card/answer.ts";
import { defineQuery } from "#src/command/define.ts";
import { comparingCommand } from "#src/hosts/compare-key.ts";
import type { HostsView, HostView, KnownHost } from "#src/hosts/host.ts";

type Fact = readonly [label: string, value: string];

export default defineQuery({
  summary: "One machine: its key, system, memory, disks and programs",
  role: "viewer",
  needs: "host",
  args: z.object({ host: z.string().meta({ pick: "host", description: "Name of the machine" }) }),
  positional: ["host"],
  async answer({ host: name }, { cluster, hosts, signal }) {
    const known = (await hosts.list()).find((each) => each.name === name);
    if (!known)
      throw new UsageError(`${cluster.name} has no host ${name}.`, { hint: "host list", choose: "host" });
    const buttons = [
      { label: "Refresh", line: `host show ${name} --cluster=${cluster.name}`, how: "redraw" as const },
    ];
    const answer = known.pin ? await aboutHost(known, hosts, signal) : await aboutKey(known, hosts, signal);
    const add = {
      label: "Ask to approve it",
      line: `host add ${name} --cluster=${cluster.name}`,
      how: "thread" as const,
    };
    return { ...answer, buttons: known.pin ? buttons : [add, ...buttons] };
  },
});

/** Nobody logs in to a machine whose key nobody has approved: all there is to show is the key. */
async function aboutKey(known: KnownHost, hosts: HostsView, signal: AbortSignal): Promise<Answer> {
  const { type, fingerprint } = await hosts.shownKey(known, signal);
  return {
    headline: `The key of ${known.name} is not approved, so it is not logged in to`,
    tone: "warning",
    parts: [
      {
        kind: "facts",
        facts: [
          ["Address", addressOf(known)],
          ["Key that it shows", `${fingerprint} (${type})`],
        ],
      },
      { kind: "text", text: "Compare it at the machine's console:" },
      { kind: "code", text: comparingCommand({ type }) },
    ],
  };
}

async function aboutHost(known: KnownHost, hosts: HostsView, signal: AbortSignal): Promise<Answer> {
  const host = await hosts.view(known.name);
  // The first alone: a machine that is off is told once, and not by ten readings.
  const hostname = await host.read("hostname", signal);
  const facts = await Promise.all(factsOf(host, signal));
  const disks = await attempt(host.read("disks", signal));
  return {
    headline: `${known.name} answers as ${hostname}`,
    tone: facts.some(({ ok }) => !ok) ? "warning" : "neutral",
    parts: [
      {
        kind: "facts",
        facts: [
          ["Address", addressOf(known)],
          ["Key", known.pin?.fingerprint ?? ""],
          ["Switched on by", wakesOf(known)],
          ...facts.map(saidFact),
        ],
      },
      {
        kind: "table",
        title: "Disks",
        table: {
          columns: ["Mount", "Type", "Size", "Free"].map((title) => ({ title })),
          rows: (disks.ok ? disks.value : []).map((disk) => [
            disk.mount,
            disk.type,
            bytes(disk.sizeBytes),
            bytes(disk.availableBytes),
          ]),
        },
      },
    ],
  };
}

function addressOf({ user, address, port }: KnownHost): string {
  return `${user}@${address}${port === 22 ? "" : `:${port}`}`;
}

function wakesOf({ wakes }: KnownHost): string {
  return wakes ? `Wake-on-LAN: ${wakes.mac}, sent to ${wakes.to}` : "hand, as its mac is not configured";
}

function factsOf(host: HostView, signal: AbortSignal): readonly Promise<Outcome<Fact>>[] {
  const ask = <T>(label: string, asked: Promise<T>, say: (value: T) => string) =>
    attempt(asked.then((value): Fact => [label, say(value)]));
  return [
    ask("System", host.read("osRelease", signal), ({ name }) => name),
    ask("Kernel", host.read("kernel", signal), ({ release, machine }) => `${release}, ${machine}`),
    ask("Memory", host.read("memory", signal), memory),
    ask("Up", host.read("uptimeSeconds", signal), (seconds) => span(seconds * 1_000)),
    ask("Clock", host.read("timeSync", signal), ({ isSynchronized }) =>
      isSynchronized ? "synchronized" : "not synchronized",
    ),
    ask("containerd", host.read("containerdVersion", signal), orNone),
    ask("kubelet", host.read("kubeletVersion", signal), orNone),
    ask("kubeadm", host.read("kubeadmVersion", signal), orNone),
  ];
}

function memory({
  totalBytes,
  availableBytes,
  swapBytes,
}: {
  totalBytes: number;
  availableBytes: number;
  swapBytes: number;
}): string {
  return `${bytes(totalBytes)}, ${bytes(availableBytes)} available, ${swapBytes === 0 ? "no swap" : `${bytes(swapBytes)} of swap`}`;
}

function orNone(version: string | undefined): string {
  return version ?? "not installed";
}

function saidFact(fact: Outcome<Fact>): Fact {
  return fact.ok ? fact.value : ["Not known", fact.error.message];
}
