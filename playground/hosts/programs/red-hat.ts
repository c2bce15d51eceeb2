// A machine of Red Hat's family that nobody has prepared: dnf and rpm, no container runtime, SELinux enforcing, firewalld running.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { Machine, Program } from "../machine.ts";
import { redHatFile } from "../node/packages.ts";
import { rpmPrograms } from "./dnf.ts";
import { installPrograms, installRuntime, makeBare, noSwap, removeRuntime } from "./preparing.ts";

const osRelease = `NAME="Rocky Linux"\nVERSION="9.7 (Blue Onyx)"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.7"\nPRETTY_NAME="Rocky Linux 9.7 (Blue Onyx)"\n`;
const ofDebian = ["apt-get", "apt-mark", "apt-cache", "dpkg", "dpkg-query", "/usr/lib/apt/apt-helper"];

export function makeRedHat(machine: Machine, cluster: SimulatedCluster): void {
  makeBare(machine, cluster);
  removeRuntime(machine);
  machine.services.delete("dphys-swapfile");
  machine.files.delete("/boot/firmware/cmdline.txt");
  machine.files.delete("/proc/device-tree/model");
  machine.write("/etc/os-release", osRelease);
  machine.write(redHatFile, "Rocky Linux release 9.7 (Blue Onyx)\n");
  // As its installer partitions a disk.
  machine.write(
    "/etc/fstab",
    "/dev/mapper/rl-root / xfs defaults 0 0\n/dev/mapper/rl-swap none swap defaults 0 0\n",
  );
  machine.write(
    "/proc/swaps",
    `${noSwap}/dev/dm-1                               partition\t2097148\t0\t-2\n`,
  );
  machine.write("/sys/fs/selinux/enforce", "1");
  machine.services.set("firewalld", { active: "active", enabled: "enabled" });
  machine.disk.aptBytes = 0;
  machine.disk.dnfBytes = 201_326_592;
  for (const name of ofDebian) machine.programs.set(name, missing);
  for (const [name, program] of Object.entries(rpmPrograms(installed))) machine.programs.set(name, program);

  function installed(rpms: readonly { readonly name: string }[]): void {
    const has = (wanted: string) => rpms.some(({ name }) => name === wanted);
    if (has("containerd.io")) installRuntime(machine);
    if (has("kubelet")) installPrograms(machine, cluster);
  }
}

const missing: Program = async ({ argv, err }) => {
  await err(`env: '${argv[0]}': No such file or directory\n`);
  return 127;
};
