// Fills the registry's folder with everything that a cluster of the given minors pulls.
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildPrograms } from "../build/build.ts";
import type { Architecture } from "../build/compile.ts";
import type { ModuleName } from "../build/programs.ts";
import { type KubernetesVersion, kubernetesVersions } from "../build/versions.ts";
import { withLock } from "../hosts/lock.ts";
import { cacheFolder } from "../paths.ts";
import { flannelImages } from "./flannel-images.ts";
import type { Image, Layer } from "./image.ts";
import { kubernetesImages } from "./kubernetes-images.ts";
import { type Blob, makeLayer } from "./layer.ts";
import { pushImage } from "./push.ts";
import { withRegistry } from "./registry.ts";
import { testImages } from "./test-images.ts";

export type Minor = KubernetesVersion["minor"];

type Options = {
  /** amd64 alone if not given. The test images are for both anyway. */
  readonly architectures?: readonly Architecture[];
};

/** Builds what is not built yet. Warm it takes milliseconds: each image is pushed once for what it is made of. */
export async function fillRegistry(minors: readonly Minor[], options: Options = {}): Promise<void> {
  const { architectures = ["amd64"] } = options;
  const versions = kubernetesVersions.filter(({ minor }) => minors.includes(minor));
  for (const arch of architectures)
    await buildPrograms({ modules: modulesOf(versions), names: inImages, arch });
  await withLock("images", async () => {
    const missing = (await imagesOf(versions, architectures)).filter((image) => !existsSync(stamp(image)));
    if (missing.length > 0) await withRegistry({ writable: true }, (base) => pushAll(base, missing));
  });
}

/** Everything that `fillRegistry` with the same arguments pushes. */
export async function imagesOf(
  versions: readonly KubernetesVersion[],
  architectures: readonly Architecture[],
): Promise<readonly Image[]> {
  const ofKubernetes = await Promise.all(versions.map((version) => kubernetesImages(version, architectures)));
  return [...ofKubernetes.flat(), ...(await flannelImages(architectures)), ...(await testImages())];
}

const inImages = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "pause",
  "etcd",
  "etcdctl",
  "etcdutl",
  "coredns",
  "flanneld",
  "install-conf",
  "flannel",
];

function modulesOf(versions: readonly KubernetesVersion[]): readonly ModuleName[] {
  const ofKubernetes = versions.flatMap(({ module, etcdModule, corednsModule, laterEtcd }) => [
    module,
    etcdModule,
    corednsModule,
    ...(laterEtcd ? [laterEtcd.module] : []),
  ]);
  return [...ofKubernetes, "flannel", "cni-flannel"];
}

async function pushAll(base: string, images: readonly Image[]): Promise<void> {
  const folder = await mkdtemp(join(cacheFolder, "images", "work-"));
  const made = new Map<string, Promise<Blob>>();
  const make = (layer: Layer) => {
    const key = JSON.stringify(layer);
    const blob = made.get(key) ?? makeLayer(layer, folder);
    made.set(key, blob);
    return blob;
  };
  try {
    for (const image of images) {
      await pushImage(base, image, make);
      await mkdir(join(cacheFolder, "images", "pushed"), { recursive: true });
      await writeFile(stamp(image), `${image.repository}:${image.tag}\n`);
      console.error(`${image.repository}:${image.tag}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The file that says that exactly this was pushed. */
function stamp(image: Image): string {
  const key = createHash("sha256").update(JSON.stringify(image));
  for (const file of filesOf(image)) {
    const { size, mtimeMs } = statSync(file);
    key.update(`${file} ${size} ${mtimeMs}`);
  }
  return join(cacheFolder, "images", "pushed", key.digest("hex"));
}

function filesOf({ variants }: Image): readonly string[] {
  return variants
    .flatMap(({ layers }) => layers)
    .flatMap((layer) => ("tree" in layer ? [] : layer.entries))
    .flatMap((entry) => ("from" in entry ? [entry.from] : []));
}
