// Installs kubeadm, kubelet and kubectl in one version from a signed repository of packages, and holds them there.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostRun, HostUnit } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { kubernetesNames, managerNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import { readInstalled } from "#src/kubeadm/packages/read-packages.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  manager: z.enum(managerNames).default("apt"),
  /** `1.37.2`. */
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** `https://pkgs.k8s.io/core:/stable:/v1.37/deb/`. */
  repository: z.string().regex(/^https?:\/\/[\w.:/~+-]+\/$/),
});
type Input = z.output<typeof input>;

export const installUnit = "install-kubernetes";

export default defineStep({
  name: "install-kubernetes",
  input,
  timeoutMs: 15 * 60_000,
  retries: true,
  title: ({ host, version }) => `Install kubeadm and kubelet ${version} on ${host}`,
  calls: (wanted) => [
    callOfRun(wanted.host, sourceOf(wanted)),
    ...callsOfUnit(wanted.host, unitOf(thisOperation, wanted)),
  ],
  done: async ({ host: name, manager, version }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    // Two large programs are started to be asked for their versions: not while they are being replaced.
    const followed = await followUnit(host, unitName(operation.id, installUnit), signal);
    if (followed.goal === "underway") return followed;
    const [kubeadm, kubelet, installed] = await Promise.all([
      host.read("kubeadmVersion", signal),
      host.read("kubeletVersion", signal),
      readInstalled(host, manager, kubernetesNames, signal),
    ]);
    const isHeld = kubernetesNames.every((each) =>
      installed?.some(({ name: own, held, whole }) => own === each && held && whole),
    );
    if (kubeadm === version && kubelet === version && isHeld)
      return {
        goal: "holds",
        evidence: `kubeadm and kubelet ${version} are installed on ${name}, and held.`,
      };
    return followed;
  },
  run: async (wanted, { hosts, operation, signal }) => {
    const host = await hosts.host(wanted.host);
    await mustRun(host, sourceOf(wanted), signal);
    await startUnit(host, unitOf(operation.id, wanted), signal);
  },
});

function sourceOf({ manager, repository }: Input): HostRun {
  const { path, text } = managers[manager].kubernetesSource(repository);
  return writeFileRun(path, text);
}

function unitOf(operation: string, wanted: Input): HostUnit {
  const line = managers[wanted.manager].installKubernetes(wanted);
  return { unit: unitName(operation, installUnit), argv: ["sh", "-c", line] };
}
