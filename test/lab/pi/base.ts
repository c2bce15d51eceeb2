// What every Pi starts from: the disk of the lab's other hosts with arm64's programs in it, and a kernel to boot it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { ensureBase } from "../hosts/base.ts";
import { withLock } from "../hosts/lock.ts";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";
import { arm64Apt, fetchPackages, kernelPackage } from "./debian.ts";
import { installPrograms, packages, programsKey } from "./programs.ts";

/** Files of the cache, read-only for everybody. */
export type PiBase = {
  readonly disk: string;
  readonly kernel: string;
  /** With busybox and the kernel's modules, as their packages have them. */
  readonly early: string;
};

/** The file is sparse: it takes what is written. */
const diskSize = "8G";
const folder = join(cacheFolder, "pi");
const sources = ["debian.ts", "graft.sh", "place-deb.sh"];

/** The first time it takes a quarter of an hour, most of it for the programs; nothing after. */
export async function ensurePiBase(): Promise<PiBase> {
  mkdirSync(folder, { recursive: true });
  const hostDisk = await ensureBase();
  return withLock("pi", async () => {
    const debian = await ensureDebian(hostDisk);
    const disk = join(folder, `disk-${hash([basename(debian), programsKey()])}.ext4`);
    if (!existsSync(disk)) await makeDisk(join(debian, "tree"), disk);
    return { disk, kernel: join(debian, "vmlinuz"), early: join(debian, "early") };
  });
}

/** A folder with a tree, its kernel and what the kernel starts with: whole, or absent. */
async function ensureDebian(hostDisk: string): Promise<string> {
  const contents = sources.map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));
  const target = join(folder, `debian-${hash([basename(hostDisk), ...contents])}`);
  if (existsSync(target)) return target;
  removeAbandoned();
  const unfinished = `${target}.new`;
  await makeDebian(hostDisk, unfinished);
  renameSync(unfinished, target);
  return target;
}

/** What an interrupted call left: whoever holds the lock is the only one who makes anything here. */
function removeAbandoned(): void {
  const names = readdirSync(folder).filter((name) => /\.(new|tree|debs)$/.test(name));
  for (const name of names) rmSync(join(folder, name), { recursive: true });
}

async function makeDebian(hostDisk: string, target: string): Promise<void> {
  const [tree, debs, early] = [join(target, "tree"), join(target, "debs"), join(target, "early")];
  mkdirSync(tree, { recursive: true });
  await run([
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount -o loop,ro,noload "$0" /mnt && cp -a /mnt/. "$1/"',
    hostDisk,
    tree,
  ]);
  const apt = await arm64Apt(join(target, "apt"));
  await fetchPackages(apt, debs, await compiledPackages(tree));
  await run(["nice", join(import.meta.dirname, "graft.sh"), tree, debs]);
  await fetchPackages(apt, early, [await kernelPackage(apt), "busybox-static"]);
  await run(["sh", "-c", unpackKernel, tree, target], { cwd: early });
  for (const used of [debs, apt.cwd]) rmSync(used, { recursive: true });
}

const unpackKernel = `
set -e
for deb in *.deb; do dpkg-deb --extract "$deb" .; done
rm *.deb
mv boot/vmlinuz-* "$1/vmlinuz"
cp -r lib/modules "$0/usr/lib/"
# kubeadm's preflight wants to read how the kernel was made.
cp boot/config-* "$0/boot/"
for modules in "$0"/usr/lib/modules/*; do depmod --basedir "$0" "\${modules##*/}"; done
# Only hosts that share their kernel with the machine need it.
rm -f "$0"/etc/systemd/system/lab-early.service "$0"/etc/systemd/system/sysinit.target.wants/lab-early.service
`;

/** Every installed package of Debian's that is not the same for all processors, as `name=version`. */
async function compiledPackages(tree: string): Promise<readonly string[]> {
  const format = `\${Package} \${Version} \${Architecture} \${db:Status-Abbrev}\n`;
  const query = ["dpkg-query", `--admindir=${tree}/var/lib/dpkg`, "--show", `--showformat=${format}`];
  const lines = (await run(query))
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const ours = new Set(packages().map(({ name }) => name));
  return lines.flatMap(([name = "", version, architecture, state]) =>
    state === "ii" && architecture !== "all" && !ours.has(name) ? [`${name}=${version}`] : [],
  );
}

async function makeDisk(debian: string, disk: string): Promise<void> {
  removeAbandoned();
  const tree = `${disk}.tree`;
  await run(["cp", "--archive", debian, tree]);
  await installPrograms(tree);
  const lazy = ["-E", "lazy_itable_init=1,lazy_journal_init=1"];
  await run(["mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", ...lazy, "-d", tree, `${disk}.new`, diskSize]);
  rmSync(tree, { recursive: true });
  renameSync(`${disk}.new`, disk);
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}
