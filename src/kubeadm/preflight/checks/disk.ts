// Room for images and pods, and what kind of disk it is.
import { bytes } from "#src/base/text.ts";
import { managers } from "../../packages/managers.ts";
import type { HostFacts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("disk");
const gibibyte = 1024 ** 3;
const networked = ["nfs", "nfs4", "cifs", "fuse.sshfs", "9p"];

export const disk: Check = ({ host }) => {
  const found = diskOf(host);
  if (!found) return [warning("it does not say how full it is")];
  const { availableBytes, mount, type, device, sizeBytes, inodes } = found;
  const free = `${bytes(availableBytes)} of ${bytes(sizeBytes)} free on ${mount}`;
  if (networked.includes(type))
    return [
      blocking(
        `/var/lib is on ${type}, which containerd does not work on`,
        "Put /var/lib/containerd on a disk of its own.",
      ),
    ];
  if (availableBytes < 2 * gibibyte)
    return [
      blocking(
        free,
        `Free 2 GiB: journalctl --vacuum-size=100M; ${managers[host.manager ?? "apt"].words.clean}.`,
      ),
    ];
  if (inodes && inodes.free < 20_000)
    return [
      blocking(`only ${inodes.free} inodes are free on ${mount}`, "Remove what holds many small files."),
    ];
  // The kubelet's own threshold, imagefs.available.
  if (availableBytes < 0.15 * sizeBytes) return [warning(`${free}: the kubelet evicts pods below 15 %`)];
  if (device.startsWith("/dev/mmcblk"))
    return [warning(`${free}, on an SD card: it wears out under a node's writes`)];
  return [passed(free)];
};

/** Where images will be. */
function diskOf({ disks }: HostFacts): HostFacts["disks"][number] | undefined {
  const wanted = ["/var/lib/containerd", "/var/lib", "/var", "/"];
  return wanted.map((path) => disks.find(({ mount }) => mount === path)).find((each) => each !== undefined);
}
