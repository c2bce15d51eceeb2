// Modules and sysctls that a node needs. A module may be built in, so the kernel is asked for what it has, not lsmod.
import { defineReading, lines } from "./reading.ts";

const settings = [
  "/proc/sys/net/ipv4/ip_forward",
  "/proc/sys/net/bridge/bridge-nf-call-iptables",
  "/proc/sys/net/bridge/bridge-nf-call-ip6tables",
];

/** Name with dots -> value. Without br_netfilter those of bridges are not there, and grep says so. */
export const sysctls = defineReading({
  argv: () => ["grep", "--with-filename", "--no-messages", "", ...settings],
  parse: ({ stdout }): ReadonlyMap<string, string> =>
    new Map(
      lines(stdout).map((line) => {
        const [path = "", value = ""] = line.split(":");
        return [path.replace("/proc/sys/", "").replaceAll("/", "."), value.trim()] as const;
      }),
    ),
});

/** What the kernel can mount: `overlay` stands here once it is loaded or built in. */
export const fileSystems = defineReading({
  argv: () => ["cat", "/proc/filesystems"],
  parse: ({ stdout }) => lines(stdout).map((line) => line.split("\t").at(-1) ?? ""),
});
