// Makes the images that a worker pulls, for both processors: what only control planes run is not built for arm64.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildPrograms } from "../build/build.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { withLock } from "../hosts/lock.ts";
import { flannelImages } from "../images/flannel-images.ts";
import type { Image } from "../images/image.ts";
import { kubernetesImages } from "../images/kubernetes-images.ts";
import { makeLayer } from "../images/layer.ts";
import { pushImage } from "../images/push.ts";
import { withRegistry } from "../images/registry.ts";
import { cacheFolder } from "../paths.ts";

const [kubernetes] = kubernetesVersions;
const architectures = ["amd64", "arm64"] as const;
const ofWorkers = new Set(["kube-proxy", "pause"]);

/** Pushes again what is there already: layers that the registry has are not sent. */
export async function pushWorkerImages(): Promise<void> {
  for (const arch of architectures) {
    await buildPrograms({ modules: [kubernetes.module], names: [...ofWorkers], arch });
    await buildPrograms({ modules: ["flannel", "cni-flannel"], arch });
  }
  await withLock("images", () => withRegistry({ writable: true }, pushAll));
}

async function pushAll(base: string): Promise<void> {
  const folder = await mkdtemp(join(cacheFolder, "images", "work-"));
  try {
    for (const image of await images()) await pushImage(base, image, (layer) => makeLayer(layer, folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function images(): Promise<readonly Image[]> {
  const all = await kubernetesImages(kubernetes, architectures);
  return [
    ...all.filter(({ repository }) => ofWorkers.has(repository)),
    ...(await flannelImages(architectures)),
  ];
}
