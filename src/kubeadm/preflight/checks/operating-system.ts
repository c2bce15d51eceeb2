// Which systems can be prepared: those with apt. Others can join once somebody has installed the packages.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { isInstalled } from "../versions.ts";

const { passed, warning, blocking } = findings("operating system");

export const operatingSystem: Check = (facts: Facts) => {
  const { os } = facts.host;
  if (os.families.includes("debian")) return [passed(os.name)];
  if (isInstalled(facts))
    return [warning(`${os.name} is not tried; kubeadm and kubelet are installed already, so it can join`)];
  return [
    blocking(
      `${os.name} has no apt, and Wheelhouse installs packages with nothing else`,
      `Install kubeadm and kubelet ${facts.cluster.version} there, then ask again.`,
    ),
  ];
};
