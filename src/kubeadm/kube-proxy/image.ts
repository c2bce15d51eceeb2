// What an image of kube-proxy says about itself, and what it should be.

/** As old guides name them: `kube-proxy-arm64:v1.30.2` and `kube-proxy:v1.30.2-arm64`. */
const architecture = /-(amd64|arm64|arm|ppc64le|s390x)(?=[:@]|$)/g;
const tag = /:v?(\d+)\.(\d+)\.\d+[^/@]*/;
/** Frozen since 2023 (registry.k8s.io took their place). */
const frozen = /^(?:k8s\.gcr\.io|gcr\.io\/google[_-]containers)\//;

/** The one architecture that an image is for, by its name; undefined for a manifest list. */
export function archOfImage(image: string): string | undefined {
  return [...image.matchAll(architecture)].at(-1)?.[1];
}

/** `1.30` of `registry.k8s.io/kube-proxy:v1.30.2`; undefined when the tag does not say. */
export function minorOfImage(image: string): string | undefined {
  const [, major, minor] = tag.exec(image) ?? [];
  return major === undefined ? undefined : `${major}.${minor}`;
}

/** The image for every architecture, of the API server's version; a registry of one's own is kept. */
export function imageOfVersion(image: string, version: string): string {
  const release = /^v?\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?/.exec(version)?.[0] ?? version;
  const name = image
    .replace(/@.*$/, "")
    .replace(/:[^/:]*$/, "")
    .replace(architecture, "");
  return `${name.replace(frozen, "registry.k8s.io/")}:v${release.replace(/^v/, "")}`;
}
