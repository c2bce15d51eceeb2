// Makes a layer: a tar file that is the same bytes for the same content.
import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../run.ts";
import type { Entry, Layer } from "./image.ts";

export type Blob = { readonly digest: string; readonly size: number; readonly file: string };

/**
 * Writes the layer into `folder`. Layers stay uncompressed: they travel over a bridge of this machine only, and two cores
 * have better things to do than to compress a gigabyte and expand it again on every host.
 */
export async function makeLayer(layer: Layer, folder: string): Promise<Blob> {
  const work = await mkdtemp(join(folder, "layer-"));
  const file = `${work}.tar`;
  const tree = "tree" in layer ? layer.tree : join(work, "root");
  if ("entries" in layer) await stage(layer.entries, tree);
  await run(["tar", "-C", tree, ...leftOut, ...reproducible, "-cf", file, "."]);
  await rm(work, { recursive: true });
  return { digest: await digestOf(file), size: (await stat(file)).size, file };
}

// Device nodes belong to the container runtime; the rest is ballast.
const leftOut = [
  "./dev",
  "./proc",
  "./sys",
  "./var",
  "./usr/share/doc",
  "./usr/share/man",
  "./usr/share/locale",
].map((path) => `--exclude=${path}`);
const reproducible = [
  "--sort=name",
  "--mtime=@0",
  "--owner=0",
  "--group=0",
  "--numeric-owner",
  "--format=gnu",
];

async function stage(entries: readonly Entry[], root: string): Promise<void> {
  await mkdir(root);
  for (const entry of entries) await put(entry, join(root, entry.path));
}

async function put(entry: Entry, path: string): Promise<void> {
  if ("folderMode" in entry) {
    await mkdir(path, { recursive: true });
    // chmod, because the umask takes bits from the mode of mkdir.
    return chmod(path, entry.folderMode);
  }
  await mkdir(dirname(path), { recursive: true });
  if ("link" in entry) return symlink(entry.link, path);
  if ("from" in entry) {
    await copyFile(entry.from, path, constants.COPYFILE_FICLONE);
    return chmod(path, 0o755);
  }
  await writeFile(path, entry.text);
  await chmod(path, entry.mode ?? 0o644);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return `sha256:${hash.digest("hex")}`;
}
