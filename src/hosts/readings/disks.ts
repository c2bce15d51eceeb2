// File systems on real disks: how full they are, in bytes and in inodes.
import { defineReading, lines, stdoutOf, wholeNumber } from "./reading.ts";

const fields = "source,fstype,target,size,used,avail,itotal,iavail";

/** `df` ends with 1 when one of many mounts cannot be looked at; what it printed is true all the same. */
export const disks = defineReading({
  argv: () => ["df", "--block-size=1", "--local", `--output=${fields}`, ...without],
  parse: (said) =>
    lines(said.code === 1 ? said.stdout : stdoutOf(said))
      .slice(1)
      .map((line) => {
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
      }),
});

const without = ["tmpfs", "devtmpfs", "overlay", "squashfs", "efivarfs"].flatMap((type) => ["-x", type]);

function inodesOf(total: string | undefined, free: string | undefined) {
  if (total === undefined || total === "-" || total === "0") return undefined;
  return { total: wholeNumber(total, "number of inodes"), free: wholeNumber(free, "free inodes") };
}
