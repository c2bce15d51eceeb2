// Who has which address and key, as files that ssh and a resolver read.
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../paths.ts";
import { network } from "./names.ts";
import { hostRecords } from "./records.ts";

/** For ssh: only the keys that the lab itself made are trusted. */
export const knownHostsFile = join(stateFolder, "known_hosts");

/** An /etc/hosts for programs of this machine that run in the lab's network. */
export const hostsFile = join(stateFolder, "hosts.txt");

/** Writes both files anew. */
export function writeAddressBook(): void {
  const keys = hostRecords().map(({ name, address, hostKey }) => `${name},${address} ${hostKey}\n`);
  replace(knownHostsFile, keys.join(""));
  replace(hostsFile, hostsText());
}

/** What /etc/hosts says on every host. */
export function hostsText(): string {
  const hosts = hostRecords().map(({ name, address }) => `${address} ${name}\n`);
  return [
    "127.0.0.1 localhost\n",
    "::1 localhost ip6-localhost\n",
    `${network.gateway} lab\n`,
    ...hosts,
  ].join("");
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
