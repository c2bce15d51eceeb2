// Loads the modules and sets the sysctls of the pods' network, now and at each boot.
import { z } from "zod";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { wantedSysctls } from "#src/kubeadm/preflight/checks/kernel.ts";
import { defineStep } from "#src/operation/step.ts";

const modulesFile = "/etc/modules-load.d/kubernetes.conf";
const sysctlsFile = "/etc/sysctl.d/99-kubernetes.conf";

const runs = [
  writeFileRun(modulesFile, "overlay\nbr_netfilter\n"),
  { argv: asRoot(["modprobe", "--all", "overlay", "br_netfilter"]) },
  writeFileRun(sysctlsFile, wantedSysctls.map((name) => `${name} = 1\n`).join("")),
  { argv: asRoot(["sysctl", "--quiet", `--load=${sysctlsFile}`]) },
];

export default defineStep({
  name: "set-kernel-settings",
  input: z.object({ host: z.string() }),
  timeoutMs: 60_000,
  title: ({ host }) => `Set what pods' networks need of the kernel of ${host}`,
  calls: ({ host }) => runs.map((run) => callOfRun(host, run)),
  done: async ({ host: name }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const [sysctls, fileSystems, modules, settings] = await Promise.all([
      host.read("sysctls", signal),
      host.read("fileSystems", signal),
      host.read("fileStatus", signal, modulesFile),
      host.read("fileStatus", signal, sysctlsFile),
    ]);
    const unset = wantedSysctls.filter((each) => sysctls.get(each) !== "1");
    if (!fileSystems.includes("overlay")) unset.unshift("overlay");
    if (unset.length > 0) return { goal: "open", evidence: `${name} has not set ${unset.join(", ")}.` };
    if (!modules || !settings)
      return { goal: "open", evidence: `${name} would have forgotten it after the next boot.` };
    return { goal: "holds", evidence: `${name} has overlay, br_netfilter and ${wantedSysctls.join(", ")}.` };
  },
  run: async ({ host: name }, { hosts, signal }) => {
    const host = await hosts.host(name);
    for (const run of runs) await mustRun(host, run, signal);
  },
});
