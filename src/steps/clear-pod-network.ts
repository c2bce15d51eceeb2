// Takes away what the network of pods has left on a machine that is no node any more: its interfaces, and which addresses it had given.
import { z } from "zod";
import { few } from "#src/base/text.ts";
import type { HostRun, HostView } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { cniState } from "#src/kubeadm/pod-network.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** Interfaces that were there when it was planned: `cni0`. */
  links: z.array(z.string()),
});

export default defineStep({
  name: "clear-pod-network",
  input,
  timeoutMs: 60_000,
  retries: true,
  title: ({ host }) => `Clear the pod network of ${host}`,
  calls: ({ host, links }) => [...links.map(deletion), removal].map((run) => callOfRun(host, run)),
  done: async ({ host: name, links }, { hosts, signal }) => {
    const left = await leftOn(await hosts.host(name), links, signal);
    return left.length === 0
      ? { goal: "holds", evidence: `No interface of a pod network is left on ${name}, nor its addresses.` }
      : { goal: "open", evidence: `Left on ${name}: ${few(left, 4)}.` };
  },
  run: async ({ host: name, links }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const left = await leftOn(host, links, signal);
    for (const link of links.filter((each) => left.includes(each)))
      await mustRun(host, deletion(link), signal);
    await mustRun(host, removal, signal);
  },
});

async function leftOn(
  host: HostView,
  links: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [addresses, files] = await Promise.all([
    host.read("addresses", signal),
    host.read("leftovers", signal),
  ]);
  const there = new Set(addresses.map((each) => each.interface));
  return [...links.filter((link) => there.has(link)), ...files.filter((path) => path === cniState)];
}

function deletion(link: string): HostRun {
  return { argv: asRoot(["ip", "link", "delete", "dev", link]) };
}

const removal: HostRun = { argv: asRoot(["rm", "--recursive", "--force", "--", cniState]) };
