// Puts an image into a registry with the OCI distribution protocol.
// https://github.com/opencontainers/distribution-spec
import { openAsBlob } from "node:fs";
import type { Image, Layer, Variant } from "./image.ts";
import type { Blob as LayerBlob } from "./layer.ts";
import { configuration, type Document, index, manifest } from "./manifest.ts";

/** `base` is like http://127.0.0.1:5000. What the registry has already is not sent again. */
export async function pushImage(
  base: string,
  image: Image,
  make: (layer: Layer) => Promise<LayerBlob>,
): Promise<void> {
  const repository = `${base}/v2/${image.repository}`;
  const manifests: { architecture: Variant["architecture"]; manifest: Document }[] = [];
  for (const variant of image.variants) {
    const layers: LayerBlob[] = [];
    for (const layer of variant.layers) layers.push(await make(layer));
    for (const { digest, file } of layers) await putBlob(repository, digest, () => openAsBlob(file));
    const config = configuration(
      variant.architecture,
      image.config,
      layers.map(({ digest }) => digest),
    );
    await putBlob(repository, config.digest, () => new Blob([new Uint8Array(config.bytes)]));
    manifests.push({ architecture: variant.architecture, manifest: manifest(config, layers) });
  }
  const [first] = manifests;
  if (first && image.single) return putManifest(repository, image.tag, first.manifest);
  for (const { manifest } of manifests) await putManifest(repository, manifest.digest, manifest);
  await putManifest(repository, image.tag, index(manifests));
}

async function putBlob(repository: string, digest: string, open: () => Blob | Promise<Blob>): Promise<void> {
  const known = await fetch(`${repository}/blobs/${digest}`, { method: "HEAD" });
  if (known.ok) return;
  const upload = await accepted(fetch(`${repository}/blobs/uploads/`, { method: "POST" }));
  const address = new URL(upload.headers.get("location") ?? "", repository);
  address.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  await accepted(fetch(address, { method: "PUT", headers, body: await open() }));
}

async function putManifest(
  repository: string,
  reference: string,
  { mediaType, bytes }: Document,
): Promise<void> {
  const headers = { "content-type": mediaType };
  await accepted(
    fetch(`${repository}/manifests/${reference}`, { method: "PUT", headers, body: new Uint8Array(bytes) }),
  );
}

async function accepted(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}
