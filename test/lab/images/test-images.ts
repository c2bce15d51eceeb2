// Small images for workloads that behave or misbehave, and two that are wrong on purpose.
import { join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import type { Image, Variant } from "./image.ts";
import { accounts, shellLayer } from "./userland.ts";

export async function testImages(): Promise<readonly Image[]> {
  const amd64 = await helloVariant("amd64");
  const arm64 = await helloVariant("arm64");
  return [
    { ...hello, tag: "1", variants: [amd64, arm64] },
    // The same under another tag and digest, for rollouts.
    { ...hello, tag: "2", config: { ...hello.config, Env: ["HELLO_VERSION=2"] }, variants: [amd64, arm64] },
    // Its list has no amd64: `no match for platform in manifest` on such a host.
    { ...hello, repository: "library/hello-arm64-only", tag: "1", variants: [arm64] },
    // Its list claims amd64, its programs are arm64's: `exec format error`.
    {
      ...hello,
      repository: "library/hello-mislabelled",
      tag: "1",
      variants: [{ ...arm64, architecture: "amd64" }],
    },
  ];
}

const hello = {
  repository: "library/hello",
  config: { Entrypoint: ["/bin/hello"], Cmd: ["serve"] },
} as const;

async function helloVariant(architecture: Architecture): Promise<Variant> {
  const script = { path: "bin/hello", from: join(import.meta.dirname, "hello") };
  return { architecture, layers: [accounts, await shellLayer(architecture), { entries: [script] }] };
}
