// The disk that every host starts from: Debian with what a server has, made once and kept in the cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join, relative } from "node:path";
import { containerdSource } from "../packages/packages.ts";
import { cacheFolder, labName } from "../paths.ts";
import { run } from "../run.ts";
import { endGroup } from "./cgroups.ts";
import { withLock } from "./lock.ts";
import { hostArch, network } from "./names.ts";
import { withLabNetwork } from "./network.ts";
import { packagesFolder } from "./services.ts";
import { inGroup } from "./start.ts";

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

/** What makes a disk another one: more of Debian's packages, and a script that is given the tree last. */
export type BaseKind = {
  readonly name: string;
  readonly packages: readonly string[];
  readonly script?: string | undefined;
};
const usual: BaseKind = { name: "base", packages: [] };

/** What a host believes its disk holds. The file is sparse: it takes what is written. */
const diskSize = "16G";
const source = containerdSource(`http://${network.gateway}`);
const folder = join(cacheFolder, "hosts");
const filesFolder = join(import.meta.dirname, "base");

/**
 * Path of the disk image, read-only for everybody. Takes a minute the first time, nothing after. The container runtime
 * is installed from the lab's own package server, which must be up.
 */
export async function ensureBase(kind: BaseKind = usual): Promise<string> {
  const packages = await packagesFolder();
  const disk = join(folder, `${kind.name}-${await baseKey(packages, kind)}.ext4`);
  if (existsSync(disk)) return disk;
  await withLock("base", async () => {
    if (!existsSync(disk))
      await inCleanFolder((unfinished) => makeDisk(unfinished, { disk, packages, kind }));
  });
  return disk;
}

/** A call that was killed leaves its programs running and its files half made: both end here. */
async function inCleanFolder(work: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = join(folder, `unfinished-${labName}`);
  const clear = async (): Promise<void> => {
    await endGroup(part);
    rmSync(unfinished, { recursive: true, force: true });
  };
  await clear();
  mkdirSync(unfinished, { recursive: true });
  await work(unfinished);
  await clear();
}

type Wanted = { readonly disk: string; readonly packages: string; readonly kind: BaseKind };

async function makeDisk(unfinished: string, { disk, packages, kind }: Wanted): Promise<void> {
  const tree = join(unfinished, "tree");
  const image = join(unfinished, "disk.ext4");
  const debian = await ensureDebian(unfinished, [...debianPackages, ...kind.packages]);
  mkdirSync(tree);
  await make([
    "tar",
    "--extract",
    "--numeric-owner",
    ...withCapabilities,
    "--file",
    debian,
    "--directory",
    tree,
  ]);
  const customise = [join(filesFolder, "customise.sh"), tree, join(filesFolder, "files"), packages, source];
  const apart = ["unshare", "--mount", "--propagation", "private"];
  await make(withLabNetwork([...apart, ...customise]));
  if (kind.script) await make(withLabNetwork([...apart, kind.script, tree, `http://${network.gateway}`]));
  const options = ["-m", "0", "-J", "size=32", "-E", "lazy_itable_init=1,lazy_journal_init=1"];
  await make(["mke2fs", "-q", "-F", "-t", "ext4", ...options, "-d", tree, image, diskSize]);
  renameSync(image, disk);
}

async function ensureDebian(unfinished: string, packages: readonly string[]): Promise<string> {
  const tar = join(folder, `debian-${hash([suite, ...packages])}.tar`);
  if (existsSync(tar)) return tar;
  const made = join(unfinished, "debian.tar");
  const included = `--include=${packages.join(",")}`;
  const sources = [suite, made, ...machineSources()];
  await make([
    "env",
    `TMPDIR=${unfinished}`,
    "mmdebstrap",
    "--quiet",
    "--variant=minbase",
    included,
    ...sources,
  ]);
  renameSync(made, tar);
  return tar;
}

/** Capabilities of files, such as ping's, are extended attributes. */
const withCapabilities = ["--xattrs", "--xattrs-include=*"];
const part = "_base";
const make = (argv: readonly string[]): Promise<string> => run(inGroup(part, argv));

/** The mirror that this machine uses, when it serves the suite; mmdebstrap's own otherwise. */
function machineSources(): readonly string[] {
  const files = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];
  const file = files.find((path) => existsSync(path) && readFileSync(path, "utf8").includes(suite));
  return file === undefined ? [] : [file];
}

/** Everything that the disk is made of; of the packages only the one that is on it, and the key it is signed with. */
async function baseKey(packages: string, kind: BaseKind): Promise<string> {
  const names = await Array.fromAsync(glob("**/*", { cwd: filesFolder, withFileTypes: true }));
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const served = ["gpg", `dists/bookworm/stable/binary-${hostArch}/Packages`].map((name) => {
    return join(packages, "linux/debian", name);
  });
  const script = kind.script === undefined ? [] : [kind.script];
  const contents = [import.meta.filename, ...files.sort(), ...served, ...script].map((file) =>
    readFileSync(file, "utf8"),
  );
  const paths = files.map((file) => relative(filesFolder, file));
  return hash([suite, ...debianPackages, ...kind.packages, diskSize, ...paths, ...contents]);
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}
