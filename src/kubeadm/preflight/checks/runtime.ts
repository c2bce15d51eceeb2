// containerd, and what kubeadm needs of its configuration.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { numbersOf } from "../versions.ts";

const { passed, mends, warning, blocking } = findings("containerd");

export const runtime: Check = (facts) => {
  const { version, isActive } = facts.host.containerd;
  if (version === undefined)
    return [
      blocking(
        "it is not installed",
        "apt-get install containerd.io, from Docker's repository, or containerd from 1.7 on.",
      ),
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

/** Installed, and not as it must be. */
export function needsRuntimeWork(facts: Facts): boolean {
  const { version, isActive } = facts.host.containerd;
  return version !== undefined && (!isActive || wrongInConfig(facts).length > 0);
}
