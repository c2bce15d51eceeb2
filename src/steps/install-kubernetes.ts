// Installs kubeadm, kubelet and kubectl in one version from a signed repository of packages, and holds them there.
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
  /** `1.37.2`. */
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** `https://pkgs.k8s.io/core:/stable:/v1.37/deb/`. */
  repository: z.string().regex(/^https?:\/\/[\w.:/~+-]+\/$/),
});
type Input = z.output<typeof input>;

export const installUnit = "install-kubernetes";
const key = "/etc/apt/keyrings/kubernetes-apt-keyring.asc";
const held = ["kubeadm", "kubelet", "kubectl"];

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
  done: async ({ host: name, version }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const [kubeadm, kubelet, debs] = await Promise.all([
      host.read("kubeadmVersion", signal),
      host.read("kubeletVersion", signal),
      host.read("debPackages", signal, ...held),
    ]);
    const isHeld = held.every((each) => debs?.some((deb) => deb.name === each && deb.held && deb.whole));
    if (kubeadm === version && kubelet === version && isHeld)
      return {
        goal: "holds",
        evidence: `kubeadm and kubelet ${version} are installed on ${name}, and held.`,
      };
    return followUnit(host, unitName(operation.id, installUnit), signal);
  },
  run: async (wanted, { hosts, operation, signal }) => {
    const host = await hosts.host(wanted.host);
    await mustRun(host, sourceOf(wanted), signal);
    await startUnit(host, unitOf(operation.id, wanted), signal);
  },
});

function sourceOf({ repository }: Input): HostRun {
  return writeFileRun("/etc/apt/sources.list.d/kubernetes.list", `deb [signed-by=${key}] ${repository} /\n`);
}

/**
 * What an earlier attempt has left half installed is finished first. apt fetches the key itself, so that neither curl nor gpg
 * need be there. It waits for whoever else is at packages, such as the updates of a first boot.
 */
function unitOf(operation: string, { version, repository }: Input): HostUnit {
  const wait = "-o DPkg::Lock::Timeout=300";
  const pinned = held.map((name) => `'${name}=${version}-*'`).join(" ");
  const script = [
    `mkdir -p /etc/apt/keyrings && /usr/lib/apt/apt-helper download-file ${repository}Release.key ${key}`,
    `apt-get ${wait} update`,
    `apt-get ${wait} install --yes --allow-change-held-packages --allow-downgrades ${pinned} cri-tools`,
    `apt-mark hold ${held.join(" ")}`,
    "systemctl enable kubelet",
  ].join(" && ");
  return {
    unit: unitName(operation, installUnit),
    argv: ["sh", "-c", `dpkg --configure -a; ${script}`],
  };
}
