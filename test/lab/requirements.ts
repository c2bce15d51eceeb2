// The Debian packages that the lab needs on this machine, each with the part that needs it and how to tell it is there.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** Parts of the lab that can be used without the others. */
export type Part = "hosts" | "packages" | "programs" | "images" | "pi";

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
  { part: "hosts", package: "mount", proof: "losetup" },
  { part: "programs", package: "gcc", proof: "gcc" },
  { part: "programs", package: "libc6-dev", proof: "/usr/include/stdio.h" },
  { part: "packages", package: "dpkg-dev", proof: "dpkg-scanpackages" },
  { part: "packages", package: "apt-utils", proof: "apt-ftparchive" },
  { part: "packages", package: "gpg", proof: "gpg" },
  { part: "images", package: "docker-registry", proof: "docker-registry" },
];

/** Packages that are not installed, for one part or for all. */
export async function missingPackages(part?: Part): Promise<readonly string[]> {
  const wanted = requirements.filter((requirement) => part === undefined || requirement.part === part);
  return [
    ...new Set(wanted.filter(({ proof }) => !isThere(proof)).map((requirement) => requirement.package)),
  ];
}

/** The command that brings the packages; the lab only runs it when it is asked to. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get update && apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
}

/** Installs what is missing and answers what that was. */
export async function installMissing(): Promise<readonly string[]> {
  const packages = await missingPackages();
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
