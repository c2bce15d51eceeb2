// Control groups: kubelets refuse version 1 since 1.35, and a Pi's firmware switches the memory controller off.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { numbersOf } from "../versions.ts";

const { passed, mends, warning, blocking } = findings("control groups");

export const cgroups: Check = (facts) => {
  if (facts.host.cgroupVersion === 1) return [ofVersionOne(facts)];
  if (facts.host.controllers?.includes("memory")) return [passed("version 2, with the memory controller")];
  if (canAddBootOptions(facts))
    return [
      mends(`the memory controller is off; ${facts.host.bootOptionsFile} switches it on, with a reboot`),
    ];
  return [
    blocking(
      "the memory controller is off",
      "Add cgroup_enable=memory to the kernel's command line and reboot it.",
    ),
  ];
};

/** What has no memory controller and a file of boot options that we know. */
export function canAddBootOptions({ host }: Facts): boolean {
  const isOff = host.cgroupVersion === 2 && !host.controllers?.includes("memory");
  return isOff && host.bootOptionsFile !== undefined;
}

function ofVersionOne({ cluster }: Facts) {
  const [, minor] = numbersOf(cluster.version);
  if (minor < 35) return warning("version 1, which kubelets refuse from 1.35 on");
  if (!cluster.kubelet.failCgroupV1)
    return warning("version 1, which the cluster's kubelet-config allows (failCgroupV1: false)");
  return blocking(
    "version 1, which a kubelet of 1.35 or newer does not start on",
    "Use a system with version 2 (Debian 11, Ubuntu 22.04 or newer), or boot with systemd.unified_cgroup_hierarchy=1.",
  );
}
