// Which systems can be prepared: those with apt or dnf. Others can join once somebody has installed the packages.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { isInstalled } from "../versions.ts";

const { passed, warning, blocking } = findings("operating system");

export const operatingSystem: Check = (facts: Facts) => {
  const { os, packages } = facts.host;
  if (packages !== undefined && !os.isImage) return [passed(os.name)];
  if (isInstalled(facts))
    return [warning(`${os.name} is not tried; kubeadm and kubelet are installed already, so it can join`)];
  return [
    blocking(
      os.isImage
        ? `${os.name} is an image, in which no packages are installed`
        : `${os.name} has neither apt nor dnf, and Wheelhouse installs packages with nothing else`,
      `Install kubeadm and kubelet ${facts.cluster.version} there, then ask again.`,
    ),
  ];
};
