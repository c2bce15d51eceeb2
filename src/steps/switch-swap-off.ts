// Switches swap off, now and for good: what is swapped to, fstab's lines and the services that make swap.
import { z } from "zod";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  units: z.array(z.string()),
  /** fstab has lines about it. */
  hasLines: z.boolean(),
});

export default defineStep({
  name: "switch-swap-off",
  input,
  timeoutMs: 120_000,
  title: ({ host }) => `Switch swap off on ${host}`,
  calls: (wanted) => runsOf(wanted).map((run) => callOfRun(wanted.host, run)),
  equivalent: () => "swapoff --all",
  done: async ({ host: name, units }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const [swaps, lines] = await Promise.all([host.read("swaps", signal), host.read("swapSources", signal)]);
    const found = await Promise.all(units.map((unit) => host.read("service", signal, unit)));
    const left = [
      ...swaps.map(({ path }) => path),
      ...lines.map(() => "a line in /etc/fstab"),
      ...units.filter((_, at) => found[at]?.active === "active" || found[at]?.enabled === "enabled"),
    ];
    return left.length > 0
      ? { goal: "open", evidence: `${name} swaps, or would after the next boot: ${left.join(", ")}.` }
      : { goal: "holds", evidence: `${name} does not swap.` };
  },
  run: async (wanted, { hosts, signal }) => {
    const host = await hosts.host(wanted.host);
    for (const run of runsOf(wanted)) await mustRun(host, run, signal);
  },
});

/** The file as it was stays beside it. */
const outcommented = ["sed", "--in-place=.before-wheelhouse", "--regexp-extended", "s/^[^#]+\\sswap\\s/# &/"];

function runsOf({ units, hasLines }: z.output<typeof input>): readonly HostRun[] {
  return [
    ...units.map((unit) => ({ argv: asRoot(["systemctl", "mask", "--now", "--", `${unit}.service`]) })),
    ...(hasLines ? [{ argv: asRoot([...outcommented, "/etc/fstab"]) }] : []),
    { argv: asRoot(["systemctl", "daemon-reload"]) },
    { argv: asRoot(["swapoff", "--all"]) },
  ];
}
