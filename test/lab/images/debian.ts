// Folders with unpacked Debian packages and what they depend on, for either processor: nothing of them is run here.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import { withLock } from "../hosts/lock.ts";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";

/** Made once for each list of packages. No maintainer script has run: links of update-alternatives are the caller's. */
export async function debianTree(packages: readonly string[], architecture: Architecture): Promise<string> {
  const name = `bookworm-${architecture}-${packages.join("+")}`;
  const folder = join(cacheFolder, "images", name);
  // Several images, and several labs, wait for one tree.
  if (!existsSync(folder)) await withLock(name, () => makeTree(folder, packages, architecture));
  return folder;
}

async function makeTree(
  folder: string,
  packages: readonly string[],
  architecture: Architecture,
): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(cacheFolder, "images"), { recursive: true });
  await run([
    ...["mmdebstrap", "--quiet", "--variant=extract", "--format=directory", `--arch=${architecture}`],
    ...[`--include=${packages.join(",")}`, "bookworm", unfinished],
  ]);
  await rename(unfinished, folder);
}
