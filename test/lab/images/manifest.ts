// The JSON of an image, as the OCI image specification 1.1 has it: configuration, manifest, index.
// https://github.com/opencontainers/image-spec
import { createHash } from "node:crypto";
import type { Architecture } from "../build/compile.ts";
import type { ImageConfig } from "./image.ts";

export type Document = { readonly mediaType: string; readonly digest: string; readonly bytes: Buffer };
export type Descriptor = { readonly mediaType: string; readonly digest: string; readonly size: number };

export const mediaTypes = {
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
} as const;

/** `layers` are digests of uncompressed layers, which are their own diff ids. */
export function configuration(
  architecture: Architecture,
  config: ImageConfig,
  layers: readonly string[],
): Document {
  return document(mediaTypes.config, {
    created: "2026-01-01T00:00:00Z",
    architecture,
    os: "linux",
    config: { ...config, Env: [defaultPath, ...(config.Env ?? [])] },
    rootfs: { type: "layers", diff_ids: layers },
  });
}

export function manifest(config: Document, layers: readonly Omit<Descriptor, "mediaType">[]): Document {
  return document(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(config),
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
  });
}

export function index(
  manifests: readonly { readonly architecture: Architecture; readonly manifest: Document }[],
): Document {
  return document(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: manifests.map(({ architecture, manifest }) => ({
      ...descriptor(manifest),
      platform: { architecture, os: "linux" },
    })),
  });
}

const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function descriptor({ mediaType, digest, bytes }: Document): Descriptor {
  return { mediaType, digest, size: bytes.length };
}

function document(mediaType: string, content: object): Document {
  const bytes = Buffer.from(JSON.stringify(content));
  return { mediaType, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes };
}
