// The two images of flannel's manifest.
import { moduleVersion, programPath } from "../build/build.ts";
import type { Architecture } from "../build/compile.ts";
import type { Image } from "./image.ts";
import { packetFilterLayers, shellLayer } from "./userland.ts";

/**
 * Two shims. Flannel's own plugin repository cannot be had as a Go module, so `/flannel` is the plugin of the same name from
 * containernetworking/plugins v0.9.1, the last release that had it. And upstream's user land is Alpine, with strongSwan and
 * WireGuard, which the lab's kernel has no use for.
 */
export async function flannelImages(architectures: readonly Architecture[]): Promise<readonly Image[]> {
  return [
    {
      repository: "flannel-io/flannel",
      tag: `v${moduleVersion("flannel")}`,
      config: { Entrypoint: ["/opt/bin/flanneld"] },
      variants: await variants(architectures, async (architecture) => [
        ...(await packetFilterLayers(architecture)),
        {
          entries: ["flanneld", "install-conf"].map((name) => ({
            path: `opt/bin/${name}`,
            from: programPath("flannel", name, architecture),
          })),
        },
      ]),
    },
    {
      repository: "flannel-io/flannel-cni-plugin",
      tag: flannelPluginTag,
      config: {},
      variants: await variants(architectures, async (architecture) => [
        await shellLayer(architecture),
        { entries: [{ path: "flannel", from: programPath("cni-flannel", "flannel", architecture) }] },
      ]),
    },
  ];
}

/** What Documentation/kube-flannel.yml of flannel 0.28.10 names. */
const flannelPluginTag = "v1.9.1-flannel3";

function variants(
  architectures: readonly Architecture[],
  layers: (architecture: Architecture) => Promise<Image["variants"][number]["layers"]>,
): Promise<Image["variants"]> {
  return Promise.all(
    architectures.map(async (architecture) => ({ architecture, layers: await layers(architecture) })),
  );
}
