// Indexes folders of .deb files as apt wants them, and signs the indexes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Architecture } from "../build/compile.ts";
import { run } from "../run.ts";
import { sign } from "./signing-key.ts";

/** As the build service behind pkgs.k8s.io does it: packages in a folder for each architecture, indexes beside them. */
export async function indexFlat(folder: string, minor: string): Promise<void> {
  writeIndex(folder, await run(["apt-ftparchive", "packages", "."], { cwd: folder }));
  const name = `isv:kubernetes:core:stable:v${minor}`;
  await writeRelease(folder, {
    Origin: `obs://build.opensuse.org/${name}/deb`,
    Label: name,
    Suite: "deb",
  });
}

/** As download.docker.com has it. */
export async function indexDistribution(
  folder: string,
  architectures: readonly Architecture[],
): Promise<void> {
  const distribution = join(folder, "dists/bookworm");
  for (const arch of architectures) {
    const index = join(distribution, "stable", `binary-${arch}`);
    mkdirSync(index, { recursive: true });
    writeIndex(
      index,
      await run(["apt-ftparchive", "packages", `dists/bookworm/pool/stable/${arch}`], { cwd: folder }),
    );
  }
  await writeRelease(distribution, {
    Origin: "Docker",
    Label: "Docker CE",
    Suite: "bookworm",
    Codename: "bookworm",
    Architectures: architectures.join(" "),
    Components: "stable",
  });
}

function writeIndex(folder: string, packages: string): void {
  writeFileSync(join(folder, "Packages"), packages);
  writeFileSync(join(folder, "Packages.gz"), gzipSync(packages));
}

async function writeRelease(folder: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const options = Object.entries(fields).flatMap(([name, value]) => [
    "-o",
    `APT::FTPArchive::Release::${name}=${value}`,
  ]);
  const release = await run(["apt-ftparchive", ...options, "release", "."], { cwd: folder });
  writeFileSync(join(folder, "Release"), release);
  await sign(join(folder, "Release"));
}
