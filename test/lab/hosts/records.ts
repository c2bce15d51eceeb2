// What the lab remembers of each host between commands: its number (and so its address), its kind and its keys.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../paths.ts";
import { LabError } from "./lab-error.ts";
import { addressOf, hostFolder, network } from "./names.ts";

/** `container` is a systemd-nspawn host; `machine` is a virtual machine that another part of the lab runs. */
export type HostRecord = {
  readonly name: string;
  readonly kind: "container" | "machine";
  readonly number: number;
  readonly address: string;
  /** As `dpkg --print-architecture` says it. */
  readonly arch: string;
  /** Key type and key of the host's sshd, as in a known_hosts line without the name. */
  readonly hostKey: string;
  readonly machineId: string;
};

/** Every host that was brought up and not taken down, in order of address. */
export function hostRecords(): readonly HostRecord[] {
  const folder = join(stateFolder, "hosts");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => findRecord(name) ?? []).sort((a, b) => a.number - b.number);
}

/** Throws with the names that exist when there is no such host. */
export function hostRecord(host: string): HostRecord {
  const record = findRecord(host);
  if (record) return record;
  const names = hostRecords().map(({ name }) => name);
  throw new LabError(
    names.length > 0
      ? `No host is called ${host}: there are ${names.join(", ")}`
      : `No host is called ${host}: the lab is empty, start with \`npm run lab -- up ${host}\``,
    2,
  );
}

export function findRecord(host: string): HostRecord | undefined {
  const file = recordFile(host);
  if (!existsSync(file)) return undefined;
  // Only writeRecord writes this file, and renames it into place.
  return JSON.parse(readFileSync(file, "utf8")) as HostRecord;
}

export function writeRecord(record: HostRecord): void {
  const file = recordFile(record.name);
  mkdirSync(hostFolder(record.name), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

/** The lowest number that no host has. */
export function freeNumber(): number {
  const taken = new Set(hostRecords().map(({ number }) => number));
  for (let number: number = network.firstHost; number <= network.lastHost; number++) {
    if (!taken.has(number)) return number;
  }
  throw new LabError(`All addresses up to ${addressOf(network.lastHost)} are taken: take hosts down first`);
}

const recordFile = (host: string): string => join(hostFolder(host), "host.json");
