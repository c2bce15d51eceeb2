// Installs containerd from the signed repository that its makers name for Debian's family, on a machine that has no container runtime.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostRun, HostUnit } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** `https://download.docker.com/linux/debian`. */
  repository: z.string().regex(/^https?:\/\/[\w.:/~+-]+\w$/),
  /** `bookworm`. */
  suite: z.string().regex(/^[a-z]+$/),
});
type Input = z.output<typeof input>;

export const runtimeUnit = "install-containerd";
const key = "/etc/apt/keyrings/docker.asc";

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
  done: async ({ host: name }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const [version, debs] = await Promise.all([
      host.read("containerdVersion", signal),
      host.read("debPackages", signal, "containerd.io"),
    ]);
    if (version !== undefined && debs?.some(({ whole }) => whole))
      return { goal: "holds", evidence: `containerd ${version} is installed on ${name}.` };
    return followUnit(host, unitName(operation.id, runtimeUnit), signal);
  },
  run: async (wanted, { hosts, operation, signal }) => {
    const host = await hosts.host(wanted.host);
    await mustRun(host, sourceOf(wanted), signal);
    await startUnit(host, unitOf(operation.id, wanted), signal);
  },
});

/** The file and the key are those of docs.docker.com/engine/install: apt refuses one repository with two keys. */
function sourceOf({ repository, suite }: Input): HostRun {
  const line = `deb [signed-by=${key}] ${repository} ${suite} stable\n`;
  return writeFileRun("/etc/apt/sources.list.d/docker.list", line);
}

/** As the packages of Kubernetes are installed: apt fetches the key itself, and waits for whoever else is at packages. */
function unitOf(operation: string, { repository }: Input): HostUnit {
  const wait = "-o DPkg::Lock::Timeout=300";
  const script = [
    `mkdir -p /etc/apt/keyrings && /usr/lib/apt/apt-helper download-file ${repository}/gpg ${key}`,
    `apt-get ${wait} update`,
    `apt-get ${wait} install --yes --no-install-recommends containerd.io`,
  ].join(" && ");
  return {
    unit: unitName(operation, runtimeUnit),
    argv: ["sh", "-c", `dpkg --configure -a; ${script}`],
  };
}
