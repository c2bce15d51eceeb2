// What gives room back on a machine by one command, the least painful first. Never anything below /var/lib. Pure.
import type { DiskLook } from "./look.ts";

export const rungNames = ["journal", "apt", "dnf", "dnf5"] as const;
export type RungName = (typeof rungNames)[number];

export type Rung = {
  /** What it does, of a machine: `Shorten the journal`. */
  readonly title: string;
  readonly argv: readonly string[];
  /** Where the room is that it gives back. */
  readonly folder: string;
  /** Bytes that it would give back, about; 0 where there is nothing. */
  readonly gives: (look: DiskLook) => number;
  readonly loses: string;
};

const mebibyte = 1024 ** 2;
/** Of the journal, what stays: some days of a usual node. */
const keptJournal = 200 * mebibyte;

export const rungs: Readonly<Record<RungName, Rung>> = {
  journal: {
    title: "Shorten the journal",
    // Only files that are not written to any more are removed, so the one that is comes to its end first (journalctl(1)).
    argv: ["journalctl", "--rotate", "--vacuum-size=200M"],
    folder: "/var/log/journal",
    gives: ({ journalBytes = 0 }) => Math.max(0, journalBytes - keptJournal),
    loses: "its oldest entries are gone; 200Mi stay",
  },
  apt: {
    title: "Empty apt's package cache",
    argv: ["apt-get", "clean"],
    folder: "/var/cache/apt",
    gives: (look) => sizeOf(look, "/var/cache/apt"),
    loses: "packages are downloaded anew where they are needed",
  },
  dnf: {
    title: "Empty dnf's package cache",
    argv: ["dnf", "clean", "all"],
    folder: "/var/cache/dnf",
    gives: (look) => sizeOf(look, "/var/cache/dnf"),
    loses: "packages are downloaded anew where they are needed",
  },
  dnf5: {
    title: "Empty dnf 5's package cache",
    argv: ["dnf", "clean", "all"],
    folder: "/var/cache/libdnf5",
    gives: (look) => sizeOf(look, "/var/cache/libdnf5"),
    loses: "packages are downloaded anew where they are needed",
  },
};

/** What an empty cache takes is nothing. */
function sizeOf({ use }: DiskLook, folder: string): number {
  const found = use?.found.find((each) => each.folder === folder)?.bytes ?? 0;
  return found < mebibyte ? 0 : found;
}
