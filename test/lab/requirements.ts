// The Debian packages that the lab needs on this machine, each with the part that needs it and how to tell it is there.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** What packages are needed for. The Pi is optional: everything else works without it. */
export const parts = ["hosts", "programs", "packages", "rpm", "images", "fleet", "pi"] as const;
export type Part = (typeof parts)[number];

type Requirement = {
  readonly package: string;
  readonly part: Part;
  /** A program (on PATH, /usr/sbin or /sbin) or the path of a file that only this package brings. */
  readonly proof: string;
};

export const requirements: readonly Requirement[] = [
  { part: "hosts", package: "systemd-container", proof: "systemd-nspawn" },
  { part: "hosts", package: "mmdebstrap", proof: "mmdebstrap" },
  { part: "hosts", package: "iproute2", proof: "ip" },
  { part: "hosts", package: "openssh-client", proof: "ssh" },
  { part: "hosts", package: "e2fsprogs", proof: "mke2fs" },
  { part: "hosts", package: "util-linux", proof: "nsenter" },
  { part: "hosts", package: "procps", proof: "ps" },
  { part: "hosts", package: "mount", proof: "losetup" },
  { part: "hosts", package: "curl", proof: "curl" },
  { part: "hosts", package: "nftables", proof: "nft" },
  { part: "hosts", package: "iptables", proof: "iptables-save" },
  { part: "programs", package: "gcc", proof: "gcc" },
  { part: "programs", package: "libc6-dev", proof: "/usr/include/stdio.h" },
  { part: "programs", package: "libseccomp-dev", proof: "/usr/include/seccomp.h" },
  { part: "programs", package: "pkg-config", proof: "pkg-config" },
  { part: "packages", package: "dpkg-dev", proof: "dpkg-scanpackages" },
  { part: "packages", package: "apt-utils", proof: "apt-ftparchive" },
  { part: "packages", package: "gpg", proof: "gpg" },
  { part: "rpm", package: "rpm", proof: "rpmbuild" },
  { part: "rpm", package: "createrepo-c", proof: "createrepo_c" },
  { part: "images", package: "docker-registry", proof: "docker-registry" },
  { part: "fleet", package: "curl", proof: "curl" },
  { part: "fleet", package: "openssl", proof: "openssl" },
  { part: "pi", package: "qemu-system-arm", proof: "qemu-system-aarch64" },
  { part: "pi", package: "qemu-utils", proof: "qemu-img" },
  { part: "pi", package: "cpio", proof: "cpio" },
  { part: "pi", package: "kmod", proof: "modprobe" },
  { part: "pi", package: "gcc-aarch64-linux-gnu", proof: "aarch64-linux-gnu-gcc" },
  { part: "pi", package: "libc6-dev-arm64-cross", proof: "/usr/aarch64-linux-gnu/include/stdio.h" },
];

/** Packages that are not installed, for these parts. */
export function missingPackages(...parts: readonly Part[]): readonly string[] {
  const missing = requirements.filter(({ part, proof }) => parts.includes(part) && !isThere(proof));
  return [...new Set(missing.map((requirement) => requirement.package))];
}

/** The command that brings the packages; the lab only runs it when it is asked to. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get update && apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
}

/** Installs what is missing for these parts, and answers what that was. */
export async function installMissing(...parts: readonly Part[]): Promise<readonly string[]> {
  const packages = missingPackages(...parts);
  if (packages.length > 0) {
    await run(["sh", "-c", installCommand(packages)], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
  return packages;
}

function isThere(proof: string): boolean {
  if (proof.startsWith("/")) return mayUse(proof, constants.R_OK);
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => mayUse(join(folder, proof), constants.X_OK));
}

function mayUse(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}
