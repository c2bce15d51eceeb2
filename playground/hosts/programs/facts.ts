// Programs that tell what a machine is.
import type { Machine, Program } from "../machine.ts";

const say =
  (text: (process: Parameters<Program>[0]) => string): Program =>
  async (process) => {
    await process.out(text(process));
    return 0;
  };

const archOf = ({ machine }: Parameters<Program>[0]): string =>
  machine.files.get("/etc/wheelhouse-arch")?.content.trim() ?? "x86_64";

/** Bytes, as du(1) would count them. */
function foldersOf({ disk }: Machine): Readonly<Record<string, number>> {
  return {
    "/var/cache/apt": disk.aptBytes,
    ...(disk.dnfBytes > 0 && { "/var/cache/dnf": disk.dnfBytes }),
    "/var/log/journal": disk.journalBytes,
    "/var/log/pods": 94_371_840,
    "/var/log": disk.journalBytes + disk.logBytes + 111_983_821,
    "/tmp": 40_960,
    "/var/tmp": 36_864,
    "/root": 24_576,
    "/home": 98_304,
    "/var/lib/kubelet/pods": 4_194_304,
    "/var/lib/containerd": 2_172_225_126 + disk.images.reduce((sum, { size }) => sum + Number(size), 0),
  };
}

export const facts: Readonly<Record<string, Program>> = {
  hostname: say(({ machine }) => `${machine.name}\n`),
  uname: say((process) => `6.1.0-rpi7-rpi-v8 ${archOf(process)}\n`),
  dpkg: say((process) => (archOf(process) === "aarch64" ? "arm64\n" : "amd64\n")),
  date: say(({ machine }) => `${machine.now()}\n`),
  id: say(({ user, argv }) => (argv[1] === "-un" ? `${user}\n` : `${user === "root" ? 0 : 1000}\n`)),
  timedatectl: say(() => "Timezone=Europe/Berlin\nNTP=yes\nNTPSynchronized=yes\n"),
  df: say(
    ({ machine: { disk } }) =>
      "Filesystem     Type      Mounted on      1B-blocks       Used       Avail  Inodes   IFree\n" +
      `/dev/mmcblk0p2 ext4      /             ${disk.sizeBytes} ${disk.usedBytes()} ${disk.freeBytes()} 1933312 1802240\n`,
  ),
  du: async ({ argv, machine, out, err }) => {
    const folders = foldersOf(machine);
    const asked = argv.slice(argv.indexOf("--") + 1);
    const absent = asked.filter((folder) => folders[folder] === undefined);
    const there = asked.filter((folder) => folders[folder] !== undefined);
    await out(there.map((folder) => `${folders[folder]}\t${folder}\n`).join(""));
    await err(absent.map((folder) => `du: cannot access '${folder}': No such file or directory\n`).join(""));
    return absent.length === 0 ? 0 : 1;
  },
  ip: async ({ argv, machine, out, err }) => {
    const name = argv.at(-1) ?? "";
    if (argv.includes("delete") && machine.links.delete(name)) return 0;
    if (argv.includes("delete")) {
      await err(`Cannot find device "${name}"\n`);
      return 1;
    }
    const own = [
      link("lo", "127.0.0.1", { prefixlen: 8, scope: "host" }),
      link("eth0", machine.address, { prefixlen: 24, scope: "global" }),
    ];
    const made = [...machine.links].map(([each, local]) =>
      link(each, local, { prefixlen: 24, scope: "global" }),
    );
    await out(JSON.stringify([...own, ...made]));
    return 0;
  },
  ss: say(({ machine }) =>
    [...machine.ports]
      .map((port) => `LISTEN 0      128          0.0.0.0:${port}        0.0.0.0:*          \n`)
      .join(""),
  ),
  getent: say(({ machine, argv }) =>
    argv[2] === machine.name ? `${machine.address}    STREAM ${machine.name}\n` : "",
  ),
  vcgencmd: say(() => "throttled=0x0\n"),
};

function link(ifname: string, local: string, more: { readonly prefixlen: number; readonly scope: string }) {
  const address = ifname === "lo" ? "00:00:00:00:00:00" : "dc:a6:32:00:00:04";
  return { ifname, address, addr_info: [{ family: "inet", local, ...more }] };
}
