// Where the container runtime asks for images, and what a registry says of some: heads alone are asked for, and nothing is fetched.
import { defineReading, isMissing, lines } from "./reading.ts";

export type RegistryHost = {
  /** `registry.k8s.io`; `_default` is for every other. */
  readonly registry: string;
  /** Asked instead of it, before its own server. */
  readonly url: string;
  readonly isMirror: boolean;
};

/** What containerd's hosts.toml name, in their order. A machine without any asks registries themselves. */
export const registryHosts = defineReading({
  argv: () => [
    ...["grep", "--recursive", "--no-messages", "--extended-regexp"],
    ...["^ *(server *=|.host[.])", "/etc/containerd/certs.d"],
  ],
  parse: ({ stdout }): readonly RegistryHost[] =>
    lines(stdout).flatMap((line) => {
      const [, registry, text = ""] = /^.*\/([^/]+)\/hosts\.toml:(.*)$/.exec(line) ?? [];
      const [url] = /https?:\/\/[^"'\s]+/.exec(text) ?? [];
      if (registry === undefined || url === undefined) return [];
      return [{ registry, url: url.replace(/\/+$/, ""), isMirror: text.includes("host.") }];
    }),
});

/** Whether containerd goes through a proxy, which nobody else there knows how to. */
export const runtimeProxy = defineReading({
  argv: () => ["systemctl", "show", "--property=Environment", "--", "containerd.service"],
  parse: ({ stdout }): boolean => /\bHTTPS?_PROXY=\S/i.test(stdout),
});

const kinds = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** Of a manifest, and without it. */
export const headOf = [
  ...["--head", "--silent", "--connect-timeout", "4", "--max-time", "8"],
  ...["--header", `Accept: ${kinds.join(", ")}`],
];

/**
 * The HTTP status of each manifest's address, 0 where nothing answers; after the first of these nobody is asked any more. Undefined where
 * there is no curl.
 */
export const manifestStatus = defineReading({
  argv: (...urls: string[]) => [
    ...["curl", ...headOf, "--location", "--fail-early", "--write-out", "%{http_code}\\n"],
    ...urls.flatMap((url) => ["--output", "/dev/null", "--url", url]),
  ],
  parse: (said): readonly number[] | undefined =>
    isMissing(said) ? undefined : lines(said.stdout).map(Number),
});
