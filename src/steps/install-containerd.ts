// Installs containerd from the signed repository that its makers name for the distribution, on a machine that has no container runtime.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostRun, HostUnit } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { managerNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import { readInstalled } from "#src/kubeadm/packages/read-packages.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  manager: z.enum(managerNames).default("apt"),
  /** `https://download.docker.com/linux/debian`. */
  repository: z.string().regex(/^https?:\/\/[\w.:/~+-]+\w$/),
  /** `bookworm`; where there is one for each release, that has no name, "". */
  suite: z.string().regex(/^[a-z]*$/),
});
type Input = z.output<typeof input>;

export const runtimeUnit = "install-containerd";

export default defineStep({
  name: "install-containerd",
  input,
  timeoutMs: 15 * 60_000,
  retries: true,
  title: ({ host }) => `Install containerd on ${host}`,
  calls: (wanted) => [
    callOfRun(wanted.host, sourceOf(wanted)),
    ...callsOfUnit(wanted.host, unitOf(thisOperation, wanted)),
  ],
  done: async ({ host: name, manager }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const followed = await followUnit(host, unitName(operation.id, runtimeUnit), signal);
    if (followed.goal === "underway") return followed;
    const [version, installed] = await Promise.all([
      host.read("containerdVersion", signal),
      readInstalled(host, manager, ["containerd.io"], signal),
    ]);
    if (version !== undefined && installed?.some(({ whole }) => whole))
      return { goal: "holds", evidence: `containerd ${version} is installed on ${name}.` };
    return followed;
  },
  run: async (wanted, { hosts, operation, signal }) => {
    const host = await hosts.host(wanted.host);
    await mustRun(host, sourceOf(wanted), signal);
    await startUnit(host, unitOf(operation.id, wanted), signal);
  },
});

function sourceOf(wanted: Input): HostRun {
  const { path, text } = managers[wanted.manager].runtimeSource(wanted);
  return writeFileRun(path, text);
}

function unitOf(operation: string, wanted: Input): HostUnit {
  const line = managers[wanted.manager].installRuntime(wanted);
  return { unit: unitName(operation, runtimeUnit), argv: ["sh", "-c", line] };
}
