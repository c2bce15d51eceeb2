// How full the disks are that a node lives on, in bytes and in inodes.
import { defineReading, lines, Unreadable, wholeNumber, words } from "./reading.ts";

const fields = "source,fstype,target,size,used,avail,itotal,iavail";
/** Asked one by one: to look at every mount would wait for a network share that is gone, and list each container's root. */
const paths = [
  ...["/", "/boot", "/boot/firmware", "/tmp", "/var", "/var/log", "/var/lib", "/var/lib/etcd"],
  ...["/var/lib/containerd", "/var/lib/kubelet"],
];

/** Each mount once. `df` ends with 1 when a path is not there, and tells of the others all the same. */
export const disks = defineReading({
  argv: () => ["df", "--block-size=1", `--output=${fields}`, "--", ...paths],
  parse: ({ stdout, stderr }) => {
    const found = lines(stdout).slice(1).map(diskOf);
    if (found.length === 0) throw new Unreadable(`df says: ${words(stderr)}`);
    return [...new Map(found.map((disk) => [disk.mount, disk])).values()];
  },
});

function diskOf(line: string) {
  const [device = "", type = "", mount = "", size, used, available, inodes, freeInodes] = line
    .trim()
    .split(/\s+/);
  return {
    device,
    type,
    mount,
    sizeBytes: wholeNumber(size, "size of a disk"),
    usedBytes: wholeNumber(used, "use of a disk"),
    availableBytes: wholeNumber(available, "space"),
    /** Undefined on file systems that have no fixed number of them. */
    inodes: inodesOf(inodes, freeInodes),
  };
}

function inodesOf(total: string | undefined, free: string | undefined) {
  if (total === undefined || total === "-" || total === "0") return undefined;
  return { total: wholeNumber(total, "number of inodes"), free: wholeNumber(free, "free inodes") };
}
