// One simulated machine: its files, its programs, its systemd, and what is wrong with it today.
import { randomBytes, randomUUID } from "node:crypto";
import { createDisk, type SimulatedDisk } from "./disk.ts";
import { createJournal, type SimulatedUnit } from "./units.ts";

export type SimulatedService = {
  active: "active" | "inactive" | "failed";
  enabled: "enabled" | "disabled";
  /** Told which verb of systemctl was used on it. */
  changed?: (verb: string) => void;
};

export type SimulatedFile = {
  readonly content: string;
  readonly mode: string;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
};

/** What a program sees of its surroundings. It resolves with its exit code. */
export type Process = {
  readonly argv: readonly string[];
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly stdin: () => Promise<Buffer>;
  readonly out: (text: string | Buffer) => Promise<void>;
  readonly err: (text: string | Buffer) => Promise<void>;
  /** Aborts when it is told to end. */
  readonly signal: AbortSignal;
};

export type Program = (process: Process) => Promise<number>;

/** What is wrong; each can be changed while it runs. */
export type HostFaults = {
  /** sudo wants a password. */
  sudoAsks: boolean;
  /** Printed by a profile to every session, before the command runs. */
  profilePrints: string;
  /** Shown before anybody has logged in. */
  banner: string;
  /** TCP is accepted, and then nothing is said. */
  mute: boolean;
  /** Programs end without an exit code, as some servers do. */
  noExitCode: boolean;
  /** As with AllowTcpForwarding no. */
  forwardsNothing: boolean;
  /** Every connection is cut once such a line has run, before anybody hears how it ended. */
  cutsAfter: ((line: string) => boolean) | undefined;
  /** The account runs this instead of what is sent: nologin, or a forced command. */
  forcedCommand: string | undefined;
  /** How far its clock is ahead. */
  clockAheadMs: number;
  /** Somebody else is at its packages. */
  aptLocked: boolean;
  /** What listens elsewhere does not answer it. */
  reachesNothing: boolean;
  /** A join gets as far as starting the kubelet, which ends at once and writes this down. */
  kubeletIsUnhealthy: string | undefined;
  /** A control plane's join gets as far as a learner that is not promoted. */
  etcdDoesNotCatchUp: boolean;
};

export type Machine = {
  name: string;
  readonly files: Map<string, SimulatedFile>;
  /** Beside the usual ones, and before them. */
  readonly programs: Map<string, Program>;
  readonly units: Map<string, SimulatedUnit>;
  /** Units of its own: kubelet, containerd. */
  readonly services: Map<string, SimulatedService>;
  /** TCP ports that something listens on. */
  readonly ports: Set<number>;
  readonly disk: SimulatedDisk;
  /** Interfaces beside its own, with their addresses: what a network of pods has made. */
  readonly links: Map<string, string>;
  readonly address: string;
  /** Its clock, epoch milliseconds. */
  readonly now: () => number;
  /** By root. */
  readonly write: (path: string, content: string, mode?: string) => void;
  readonly faults: HostFaults;
  /** What was run, `sudo` and all, in order. */
  readonly ran: (readonly string[])[];
  /** Everything that would be seen by somebody who looks on: arguments, journal. */
  readonly journal: ReturnType<typeof createJournal>;
  bootedAt: number;
  /** Units end and everything below /run is gone. */
  readonly reboot: () => void;
  /** Told after each reboot. */
  readonly rebooted: Set<() => void>;
  /** Told when it is switched off, as by `systemctl poweroff`: whoever has its switch lets nothing answer any more. */
  readonly switchedOff: Set<() => void>;
};

export type MachineOptions = {
  readonly name: string;
  readonly arch?: "x86_64" | "aarch64";
  readonly files?: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly now?: () => number;
};

export function createMachine({
  name,
  arch = "aarch64",
  files = {},
  address = "192.168.1.54",
  now = Date.now,
}: MachineOptions): Machine {
  const machine: Machine = {
    name,
    files: new Map(),
    programs: new Map(),
    units: new Map(),
    services: new Map(),
    ports: new Set([22]),
    disk: createDisk(now()),
    links: new Map(),
    address,
    now: () => now() + machine.faults.clockAheadMs,
    write,
    faults: {
      sudoAsks: false,
      profilePrints: "",
      banner: "",
      mute: false,
      noExitCode: false,
      forwardsNothing: false,
      cutsAfter: undefined,
      forcedCommand: undefined,
      clockAheadMs: 0,
      aptLocked: false,
      reachesNothing: false,
      kubeletIsUnhealthy: undefined,
      etcdDoesNotCatchUp: false,
    },
    ran: [],
    journal: createJournal(),
    bootedAt: now(),
    reboot() {
      for (const unit of machine.units.values()) unit.kill();
      machine.units.clear();
      machine.links.clear();
      for (const path of machine.files.keys()) if (path.startsWith("/run/")) machine.files.delete(path);
      machine.bootedAt = now();
      write("/proc/sys/kernel/random/boot_id", `${randomUUID()}\n`);
      for (const tell of machine.rebooted) tell();
    },
    rebooted: new Set(),
    switchedOff: new Set(),
  };
  const given = { ...usualFiles(arch), ...files };
  for (const [path, content] of Object.entries(given)) write(path, content);
  machine.reboot();
  return machine;

  function write(path: string, content: string, mode = "644"): void {
    machine.files.set(path, { content, mode, owner: "root", modifiedAt: machine.now() });
  }
}

/** Of a Raspberry Pi OS or a Debian that nobody has prepared for Kubernetes. */
function usualFiles(arch: "x86_64" | "aarch64"): Readonly<Record<string, string>> {
  return {
    "/etc/os-release": `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n`,
    "/etc/machine-id": `${randomBytes(16).toString("hex")}\n`,
    "/proc/meminfo":
      "MemTotal:        3884252 kB\nMemFree:         2512340 kB\nMemAvailable:    3321204 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n",
    "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n",
    "/proc/cmdline": "console=tty1 root=PARTUUID=4e639091-02 rootfstype=ext4 cgroup_enable=memory rootwait\n",
    "/proc/filesystems": "nodev\tsysfs\nnodev\ttmpfs\nnodev\tcgroup2\n\text4\nnodev\toverlay\n",
    "/proc/sys/net/ipv4/ip_forward": "1\n",
    "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n",
    "/proc/sys/net/bridge/bridge-nf-call-ip6tables": "1\n",
    "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
    ...(arch === "aarch64" && { "/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0" }),
    "/etc/wheelhouse-arch": `${arch}\n`,
  };
}
