// containerd, and what kubeadm needs of its configuration.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { numbersOf } from "../versions.ts";

const { passed, mends, warning, blocking } = findings("containerd");

export const runtime: Check = (facts) => {
  const { version, isActive } = facts.host.containerd;
  if (version === undefined)
    return [
      canInstallRuntime(facts)
        ? mends("it is not installed; containerd.io is, from the repository that its makers name")
        : blocking("it is not installed", "Install containerd from 1.7 on, and ask again."),
    ];
  const wrong = wrongInConfig(facts);
  const findingsOfConfig =
    wrong.length > 0
      ? [
          mends(
            `${version}: ${wrong.join(" and ")}; its configuration is written anew, the old one kept beside it`,
          ),
        ]
      : [isActive ? passed(version) : mends(`${version} does not run; it is started`)];
  const [major, minor] = numbersOf(version);
  const isOld = major < 1 || (major === 1 && minor < 7);
  return isOld
    ? [...findingsOfConfig, warning(`${version} is no longer kept up: Kubernetes 1.37 asks for 1.7 or newer`)]
    : findingsOfConfig;
};

export function canInstallRuntime({ host: { containerd, os, packages } }: Facts): boolean {
  return containerd.version === undefined && runtimeDistribution(os) !== undefined && packages !== undefined;
}

/**
 * Which packages of containerd's makers are for it, as they say (docs.docker.com/engine/install): nothing that only descends from Debian or
 * Ubuntu, and of RHEL's rebuilds CentOS's, as its repository goes by the release's number.
 */
export function runtimeDistribution({ id, families, codename }: Facts["host"]["os"]): string | undefined {
  if (["debian", "ubuntu"].includes(id)) return codename === undefined ? undefined : id;
  if (["fedora", "rhel"].includes(id)) return id;
  return families.includes("rhel") || families.includes("centos") ? "centos" : undefined;
}

/** In words, each of which `configure-containerd` puts right. */
export function wrongInConfig({ host: { containerd } }: Facts): readonly string[] {
  const { config } = containerd;
  if (config === undefined) return ["its configuration cannot be read"];
  return [
    config.isCriDisabled ? "Kubernetes' interface is switched off" : "",
    config.hasSystemdCgroup ? "" : "containers are not in systemd's control groups",
    config.cniBinFolders.includes("/usr/lib/cni") ? "it looks for network plugins in /usr/lib/cni" : "",
  ].filter(Boolean);
}

/** Not as it must be. What is only about to be installed has its packagers' configuration, which switches Kubernetes' interface off. */
export function needsRuntimeWork(facts: Facts): boolean {
  return !facts.host.containerd.isActive || wrongInConfig(facts).length > 0;
}
