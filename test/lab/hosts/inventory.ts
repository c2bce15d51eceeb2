// What there is: as data for programs (the bot's configuration, tests), and as a table for people.
import { readFileSync } from "node:fs";
import { processesIn } from "./cgroups.ts";
import { isCut } from "./cut.ts";
import { exec, leaderOf } from "./exec.ts";
import { identityFile, type Login } from "./keys.ts";
import { type HostRecord, hostRecords } from "./records.ts";
import { accepts } from "./services.ts";

export type InventoryEntry = {
  readonly name: string;
  readonly address: string;
  readonly user: Login;
  /** Path of the private key on this machine. */
  readonly identityFile: string;
  /** `ssh-ed25519 AAAA…`, as a known_hosts line has it after the name. */
  readonly hostKey: string;
  readonly arch: string;
};

/** Every host of the lab, running or not, in order of address. */
export function inventory(): readonly InventoryEntry[] {
  return hostRecords().map(({ name, address, hostKey, arch }) => ({
    name,
    address,
    user: "ops",
    identityFile: identityFile("ops"),
    hostKey,
    arch,
  }));
}

export type HostStatus = {
  readonly name: string;
  readonly address: string;
  readonly power: "up" | "cut" | "off";
  /** What `systemctl is-system-running` says; `-` when it cannot be asked. */
  readonly systemd: string;
  /** Whether port 22 answers from the lab's network. */
  readonly sshd: "answers" | "silent";
  readonly uptimeSeconds: number | undefined;
};

export function status(): Promise<readonly HostStatus[]> {
  return Promise.all(hostRecords().map(statusOf));
}

/** The table that `npm run lab -- status` prints. */
export function statusTable(hosts: readonly HostStatus[]): string {
  const rows = hosts.map(({ name, address, power, systemd, sshd, uptimeSeconds }) => {
    return [name, address, power, systemd, sshd, uptimeSeconds === undefined ? "-" : duration(uptimeSeconds)];
  });
  const table = [["HOST", "ADDRESS", "POWER", "SYSTEMD", "SSHD", "UPTIME"], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

async function statusOf(record: HostRecord): Promise<HostStatus> {
  const { name, address } = record;
  const pid = record.kind === "machine" ? processesIn(name)[0] : leaderOf(name);
  if (pid === undefined) {
    return { name, address, power: "off", systemd: "-", sshd: "silent", uptimeSeconds: undefined };
  }
  const signal = AbortSignal.timeout(10_000);
  const asked = exec(name, ["systemctl", "is-system-running"], { signal }).catch(() => undefined);
  const [systemd, answers] = await Promise.all([asked, accepts(address, 22)]);
  return {
    name,
    address,
    power: isCut(name) ? "cut" : "up",
    systemd: systemd?.stdout.trim() || "-",
    sshd: answers ? "answers" : "silent",
    uptimeSeconds: ageSeconds(pid),
  };
}

/** /proc/uptime inside a host is the machine's, so the age of its PID 1 tells. The clock ticks 100 times a second. */
function ageSeconds(pid: number): number | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    const startedTicks = Number(afterName.split(" ")[19]);
    return Math.round(Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) - startedTicks / 100);
  } catch {
    return undefined;
  }
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)}m` : `${Math.floor(seconds / 3600)}h`;
}
