// npm run lab -- images [<minor>...] [--arm64]
import { parseArgs } from "node:util";
import { kubernetesVersions } from "../build/versions.ts";
import { fillRegistry, type Minor } from "./fill.ts";

/** Without minors it makes the images of both. */
export async function imagesCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { arm64: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const known = kubernetesVersions.map(({ minor }) => minor);
  const unknown = positionals.find((word) => !known.some((minor) => minor === word));
  if (unknown) throw new Error(`no images for Kubernetes ${unknown}, only for ${known.join(" and ")}`);
  const minors: readonly Minor[] =
    positionals.length > 0 ? known.filter((minor) => positionals.includes(minor)) : known;
  await fillRegistry(minors, { architectures: values.arm64 ? ["amd64", "arm64"] : ["amd64"] });
}
