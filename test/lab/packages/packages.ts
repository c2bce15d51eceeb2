// The lab's apt repositories: the packages of both Kubernetes minors and containerd, signed, in a folder to be served.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { buildPrograms } from "../build/build.ts";
import type { Architecture } from "../build/compile.ts";
import { unfinishedPath } from "../build/unfinished.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { withLock } from "../hosts/lock.ts";
import { cacheFolder } from "../paths.ts";
import { makeDeb } from "./deb.ts";
import { containerdPackage, kubernetesPackages, type Package } from "./definitions.ts";
import { indexDistribution, indexFlat } from "./repository.ts";
import { writePublicKey } from "./signing-key.ts";

type Options = { readonly architectures?: readonly Architecture[] };

/**
 * Builds what is missing and answers the folder to serve: `core:/stable:/v1.37/deb/` and `v1.36` like pkgs.k8s.io, and
 * `linux/debian/` like download.docker.com. Does nothing when it is all there.
 */
export async function makePackages({ architectures = ["amd64"] }: Options = {}): Promise<string> {
  const folder = join(cacheFolder, "packages", `${architectures.join("+")}-${key(architectures)}`);
  if (existsSync(folder)) return folder;
  for (const arch of architectures) await buildPrograms({ ...packed, arch });
  await withLock("repository", async () => {
    if (!existsSync(folder)) await makeRepositories(folder, architectures);
  });
  return folder;
}

/** The line for /etc/apt/sources.list.d, for a host that reaches the served folder at this URL. */
export function kubernetesSource(minor: "1.37" | "1.36", url: string): string {
  return `deb [signed-by=${keyrings}/kubernetes-apt-keyring.gpg] ${url}/${flatPath(minor)}/ /`;
}

/** The same for containerd.io. */
export function containerdSource(url: string): string {
  return `deb [signed-by=${keyrings}/docker.asc] ${url}/linux/debian bookworm stable`;
}

const keyrings = "/etc/apt/keyrings";
const packed = {
  modules: ["kubernetes-1.37", "kubernetes-1.36", "cni-plugins", "cri-tools", "containerd", "runc"],
} as const;

function flatPath(minor: string): string {
  return `core:/stable:/v${minor}/deb`;
}

async function makeRepositories(folder: string, architectures: readonly Architecture[]): Promise<void> {
  const unfinished = unfinishedPath(folder);
  for (const kubernetes of kubernetesVersions) {
    const packages = (arch: Architecture) => kubernetesPackages(kubernetes, arch);
    await makeFlat(join(unfinished, flatPath(kubernetes.minor)), kubernetes.minor, architectures, packages);
  }
  await makeDistribution(join(unfinished, "linux/debian"), architectures);
  renameSync(unfinished, folder);
}

async function makeFlat(
  folder: string,
  minor: string,
  architectures: readonly Architecture[],
  packages: (arch: Architecture) => readonly Package[],
): Promise<void> {
  for (const arch of architectures) {
    mkdirSync(join(folder, arch), { recursive: true });
    for (const definition of packages(arch)) await makeDeb(definition, arch, join(folder, arch));
  }
  await indexFlat(folder, minor);
  await writePublicKey(folder, "Release.key");
}

async function makeDistribution(folder: string, architectures: readonly Architecture[]): Promise<void> {
  for (const arch of architectures) {
    const pool = join(folder, "dists/bookworm/pool/stable", arch);
    mkdirSync(pool, { recursive: true });
    await makeDeb(containerdPackage(arch), arch, pool);
  }
  await indexDistribution(folder, architectures);
  await writePublicKey(folder, "gpg");
}

/** Names what the packages are made of: definitions with versions in their paths, and every file beside this one. */
function key(architectures: readonly Architecture[]): string {
  const hash = createHash("sha256");
  for (const arch of architectures) {
    hash.update(JSON.stringify(kubernetesVersions.map((version) => kubernetesPackages(version, arch))));
    hash.update(JSON.stringify(containerdPackage(arch)));
  }
  for (const file of readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name.endsWith(".test.ts")) continue;
    hash.update(readFileSync(join(file.parentPath, file.name)));
  }
  return hash.digest("hex").slice(0, 12);
}
