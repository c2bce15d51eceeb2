// The disk that every host starts from: Debian with what a server has, made once and kept in the cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { containerdSource } from "../packages/packages.ts";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";
import { withLock } from "./lock.ts";
import { network } from "./names.ts";
import { withLabNetwork } from "./network.ts";
import { packagesFolder } from "./services.ts";

/** Debian 12: systemd 252, as on most machines that kubeadm runs on today. */
const suite = "bookworm";
const debianPackages = [
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
  ...["ca-certificates", "util-linux", "e2fsprogs", "gpg", "libseccomp2"],
];

/** What a host believes its disk holds. The file is sparse: it takes what is written. */
const diskSize = "16G";
const source = containerdSource(`http://${network.gateway}`);
const folder = join(cacheFolder, "hosts");
const filesFolder = join(import.meta.dirname, "base");

/**
 * Path of the disk image, read-only for everybody. Takes a minute the first time, nothing after. The container runtime
 * is installed from the lab's own package server, which must be up.
 */
export async function ensureBase(): Promise<string> {
  const packages = await packagesFolder();
  const disk = join(folder, `base-${await baseKey(packages)}.ext4`);
  if (existsSync(disk)) return disk;
  mkdirSync(folder, { recursive: true });
  await withLock("base", async () => {
    if (!existsSync(disk)) await makeDisk(disk, packages);
  });
  return disk;
}

async function makeDisk(disk: string, packages: string): Promise<void> {
  const tree = `${disk}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  await run(["tar", "--extract", "--numeric-owner", "--file", await ensureDebian(), "--directory", tree]);
  const customise = [join(filesFolder, "customise.sh"), tree, join(filesFolder, "files"), packages, source];
  await run(withLabNetwork(["unshare", "--mount", "--propagation", "private", ...customise]));
  const options = ["-m", "0", "-J", "size=32", "-E", "lazy_itable_init=1,lazy_journal_init=1"];
  await run(["mke2fs", "-q", "-F", "-t", "ext4", ...options, "-d", tree, `${disk}.new`, diskSize]);
  rmSync(tree, { recursive: true });
  renameSync(`${disk}.new`, disk);
}

async function ensureDebian(): Promise<string> {
  const tar = join(folder, `debian-${hash([suite, ...debianPackages])}.tar`);
  if (existsSync(tar)) return tar;
  await run([
    ...["mmdebstrap", "--quiet", "--variant=minbase", `--include=${debianPackages.join(",")}`],
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

async function baseKey(packages: string): Promise<string> {
  const names = await Array.fromAsync(glob("**/*", { cwd: filesFolder, withFileTypes: true }));
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.sort().map((file) => readFileSync(file, "utf8"));
  return hash([suite, ...debianPackages, packages, diskSize, ...files, ...contents]);
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}
