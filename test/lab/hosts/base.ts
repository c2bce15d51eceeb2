// The disk that every host starts from: Debian with what a server has, made once and kept in the cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";
import { withLock } from "./lock.ts";

/** Debian 12: systemd 252, as on most machines that kubeadm runs on today. */
const suite = "bookworm";
const packages = [
  ...[
    "systemd",
    "systemd-sysv",
    "libpam-systemd",
    "dbus",
    "openssh-server",
    "sudo",
    "procps",
    "kmod",
    "less",
  ],
  ...["iproute2", "iputils-ping", "iptables", "nftables", "conntrack", "ethtool", "socat", "netbase", "curl"],
  ...["ca-certificates", "util-linux", "e2fsprogs", "gpg"],
];

/** What a host believes its disk holds. The file is sparse: it takes what is written. */
const diskSize = "16G";
const folder = join(cacheFolder, "hosts");
const filesFolder = join(import.meta.dirname, "base");

/** Path of the disk image, read-only for everybody. Takes a minute the first time, nothing after. */
export async function ensureBase(): Promise<string> {
  const disk = join(folder, `base-${await baseKey()}.ext4`);
  if (existsSync(disk)) return disk;
  mkdirSync(folder, { recursive: true });
  await withLock("base", async () => {
    if (!existsSync(disk)) await makeDisk(disk);
  });
  return disk;
}

async function makeDisk(disk: string): Promise<void> {
  const tree = `${disk}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  await run(["tar", "--extract", "--numeric-owner", "--file", await ensureDebian(), "--directory", tree]);
  const runtime = process.env.WHEELHOUSE_LAB_RUNTIME ?? "";
  await run([join(filesFolder, "customise.sh"), tree, join(filesFolder, "files"), runtime]);
  await run([
    "mke2fs",
    "-q",
    "-F",
    "-t",
    "ext4",
    "-m",
    "0",
    "-J",
    "size=32",
    ...lazy,
    "-d",
    tree,
    `${disk}.new`,
    diskSize,
  ]);
  rmSync(tree, { recursive: true });
  renameSync(`${disk}.new`, disk);
}

const lazy = ["-E", "lazy_itable_init=1,lazy_journal_init=1"];

async function ensureDebian(): Promise<string> {
  const tar = join(folder, `debian-${hash([suite, ...packages])}.tar`);
  if (existsSync(tar)) return tar;
  await run([
    ...["mmdebstrap", "--quiet", "--variant=minbase", `--include=${packages.join(",")}`],
    ...[suite, `${tar}.new.tar`, ...machineSources()],
  ]);
  renameSync(`${tar}.new.tar`, tar);
  return tar;
}

/** The mirror that this machine uses, when it serves the suite; mmdebstrap's own otherwise. */
function machineSources(): readonly string[] {
  const files = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];
  const file = files.find((path) => existsSync(path) && readFileSync(path, "utf8").includes(suite));
  return file === undefined ? [] : [file];
}

async function baseKey(): Promise<string> {
  const names = await Array.fromAsync(glob("**/*", { cwd: filesFolder, withFileTypes: true }));
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.sort().map((file) => readFileSync(file, "utf8"));
  return hash([suite, ...packages, diskSize, ...files, ...contents]);
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}
