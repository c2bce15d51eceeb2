// Folders with unpacked Debian packages and what they depend on, for either processor: nothing of them is run here.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";

/** Made once for each list of packages. No maintainer script has run: links of update-alternatives are the caller's. */
export async function debianTree(packages: readonly string[], architecture: Architecture): Promise<string> {
  const folder = join(cacheFolder, "images", `bookworm-${architecture}-${packages.join("+")}`);
  const tree = inWork.get(folder) ?? makeTree(folder, packages, architecture);
  inWork.set(folder, tree);
  return tree;
}

// Several images wait for one tree.
const inWork = new Map<string, Promise<string>>();

async function makeTree(
  folder: string,
  packages: readonly string[],
  architecture: Architecture,
): Promise<string> {
  if (existsSync(folder)) return folder;
  const work = `${folder}.${process.pid}`;
  await mkdir(join(cacheFolder, "images"), { recursive: true });
  try {
    await run([
      ...["mmdebstrap", "--quiet", "--variant=extract", "--format=directory", `--arch=${architecture}`],
      ...[`--include=${packages.join(",")}`, "bookworm", work],
    ]);
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Another lab may have made the same folder meanwhile.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
