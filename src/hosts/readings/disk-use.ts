// What takes the room on a node's disks: by folder, and the journal's part of it.
import { defineReading, lines, stdoutOf, Unreadable, wholeNumber, words } from "./reading.ts";

/** The small ones first: what is not measured in time is not known, and the others are. */
const measuredFolders = [
  ...[
    "/etc/kubernetes/tmp",
    "/var/backups/wheelhouse",
    "/var/cache/apt",
    "/var/cache/dnf",
    "/var/cache/libdnf5",
    "/var/log/journal",
    "/var/log/pods",
  ],
  ...["/var/log", "/tmp", "/var/tmp", "/root", "/var/lib/etcd", "/home", "/var/lib/kubelet/pods"],
  ...["/var/lib/docker", "/var/lib/containerd"],
] as const;

/** Seconds; whoever asked waits. */
const withinSeconds = 12;

/**
 * Bytes by folder, of its own file system, idle beside everything else; what is missing was not measured in time. `du` tells of each as
 * soon as it knows, and of one within another too with `--count-links`.
 */
export const diskUse = defineReading({
  argv: () => [
    ...["sudo", "-n", "--", "timeout", String(withinSeconds), "nice", "-n", "19", "ionice", "-c", "3"],
    ...[
      "du",
      "--summarize",
      "--one-file-system",
      "--count-links",
      "--block-size=1",
      "--",
      ...measuredFolders,
    ],
  ],
  parse: ({ stdout, stderr, code }) => {
    const found = lines(stdout).map((line) => {
      const [size, folder = ""] = line.split("\t");
      return { folder, bytes: wholeNumber(size, "size of a folder") };
    });
    if (found.length === 0 && code !== 124) throw new Unreadable(`du says: ${words(stderr)}`);
    const absent = measuredFolders.filter((folder) => isAbsent(stderr, folder));
    const unmeasured = measuredFolders.filter(
      (folder) => !absent.includes(folder) && !found.some((each) => each.folder === folder),
    );
    return { found, unmeasured: code === 124 ? unmeasured : [], withinSeconds };
  },
});

function isAbsent(stderr: string, folder: string): boolean {
  return stderr.includes(`'${folder}': No such file or directory`);
}

const units: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes, as exact as systemd rounds them. */
export const journalUse = defineReading({
  argv: () => ["sudo", "-n", "--", "journalctl", "--disk-usage"],
  parse: (said) => {
    const text = stdoutOf(said);
    const [, amount, unit = ""] = /take up (\d+(?:\.\d+)?)([BKMGT]) /.exec(text) ?? [];
    const factor = units[unit];
    if (amount === undefined || factor === undefined) throw new Unreadable(`journalctl says: ${words(text)}`);
    return Math.round(Number(amount) * factor);
  },
});
