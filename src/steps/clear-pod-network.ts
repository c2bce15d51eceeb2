// Takes away what the network of pods has left on a machine that is no node any more: its interfaces, and which addresses it had given.
import { z } from "zod";
import { few } from "#src/base/text.ts";
import type { HostRun, HostView } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { networkSettingsFolder, networkState } from "#src/kubeadm/pod-network.ts";
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
  calls: ({ host, links }) => [emptying, ...links.map(deletion), removal].map((run) => callOfRun(host, run)),
  done: async ({ host: name, links }, { hosts, signal }) => {
    const { all } = await leftOn(await hosts.host(name), links, signal);
    return all.length === 0
      ? {
          goal: "holds",
          evidence: `Neither an interface nor an address of a pod network is left on ${name}.`,
        }
      : { goal: "open", evidence: `Left on ${name}: ${few(all, 4)}.` };
  },
  run: async ({ host: name, links }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const left = await leftOn(host, links, signal);
    // The settings first: without them no pod is given an address any more.
    if (left.settings.length > 0) await mustRun(host, emptying, signal);
    for (const link of left.links) await mustRun(host, deletion(link), signal);
    await mustRun(host, removal, signal);
  },
});

async function leftOn(host: HostView, wanted: readonly string[], signal: AbortSignal) {
  const [addresses, files, settings] = await Promise.all([
    host.read("addresses", signal),
    host.read("leftovers", signal),
    host.read("networkSettings", signal),
  ]);
  const there = new Set(addresses.map((each) => each.interface));
  const links = wanted.filter((link) => there.has(link));
  const state = networkState.filter((path) => files.includes(path));
  return { links, settings, all: [...links, ...settings, ...state] };
}

function deletion(link: string): HostRun {
  return { argv: asRoot(["ip", "link", "delete", "dev", link]) };
}

const removal: HostRun = { argv: asRoot(["rm", "--recursive", "--force", "--", ...networkState]) };
const emptying: HostRun = { argv: asRoot(["find", networkSettingsFolder, "-mindepth", "1", "-delete"]) };
