// Reads images back out of a registry, as a container runtime does, for the tests.
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Architecture } from "../build/compile.ts";
import { run } from "../run.ts";
import { type Descriptor, mediaTypes } from "./manifest.ts";

type Platform = { readonly architecture: Architecture; readonly os: string };
type Index = { readonly manifests: readonly (Descriptor & { readonly platform: Platform })[] };
type Manifest = { readonly config: Descriptor; readonly layers: readonly Descriptor[] };

/** A repository in the registry at `base`. */
export type Repository = { readonly base: string; readonly name: string };

/** The processors in the image's list; `single` if it has none. */
export async function platforms(repository: Repository, tag: string): Promise<readonly string[] | "single"> {
  const top = await manifestOf(repository, tag);
  return "manifests" in top ? top.manifests.map(({ platform }) => platform.architecture) : "single";
}

/** The manifest for one processor. A list without it answers undefined. */
export async function manifestFor(
  repository: Repository,
  tag: string,
  architecture: Architecture,
): Promise<Manifest | undefined> {
  const top = await manifestOf(repository, tag);
  if (!("manifests" in top)) return top;
  const found = top.manifests.find(({ platform }) => platform.architecture === architecture);
  if (!found) return undefined;
  const manifest = await manifestOf(repository, found.digest);
  return "manifests" in manifest ? undefined : manifest;
}

/** Sizes of the configuration and the layers as the registry has them, in bytes. */
export async function servedSizes(
  repository: Repository,
  blobs: readonly Descriptor[],
): Promise<readonly number[]> {
  return Promise.all(
    blobs.map(async ({ digest }) => {
      const response = await fetch(address(repository, `blobs/${digest}`), { method: "HEAD" });
      return response.ok ? Number(response.headers.get("content-length")) : 0;
    }),
  );
}

/** Unpacks the layers, one over the other, into a folder to chroot into. */
export async function unpack(repository: Repository, { layers }: Manifest, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { digest } of layers) {
    const file = join(folder, "layer.tar");
    const { body } = await fetch(address(repository, `blobs/${digest}`));
    if (!body) throw new Error(`${repository.name} has no ${digest}`);
    await pipeline(Readable.fromWeb(body), createWriteStream(file));
    await run(["tar", "-C", folder, "--keep-directory-symlink", "-xf", file]);
    await rm(file);
  }
}

async function manifestOf(repository: Repository, reference: string): Promise<Index | Manifest> {
  const accept = `${mediaTypes.index}, ${mediaTypes.manifest}`;
  const response = await fetch(address(repository, `manifests/${reference}`), { headers: { accept } });
  if (!response.ok)
    throw new Error(`${repository.name} ${reference}: ${response.status} ${await response.text()}`);
  // Its shape is what our own push wrote.
  return (await response.json()) as Index | Manifest;
}

function address({ base, name }: Repository, path: string): string {
  return `${base}/v2/${name}/${path}`;
}
