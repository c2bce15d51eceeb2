// What of a container runtime may go: ended containers that others have replaced, and images that no container needs and that come again. Pure.
import type { OutputOf } from "#src/hosts/readings/index.ts";

export type Image = OutputOf<"images">[number];
export type Container = OutputOf<"containerImages">[number];

/** A container's last words are worth more than the room that they take, for so long. Milliseconds. */
const keptMs = 60 * 60_000;

/** Ended ones whose successor began more than an hour ago. One without a successor is a Job's, or has just failed. */
export function replacedContainers(containers: readonly Container[], now: number): readonly Container[] {
  return containers.filter(
    ({ isRunning, name, createdAt }) =>
      !isRunning &&
      containers.some(
        (other) => other.name === name && other.createdAt > createdAt && other.createdAt < now - keptMs,
      ),
  );
}

/** Images that no container needs, neither a running one nor one that has ended, and that are not kept on purpose. */
export function unneeded(images: readonly Image[], containers: readonly Container[]): readonly Image[] {
  const used = new Set(containers.flatMap(({ refs }) => refs));
  return images.filter(
    ({ id, tags, digests, isPinned }) =>
      !isPinned && ![id, ...tags, ...digests].some((reference) => used.has(reference)),
  );
}

/** Images by the registry that they came from, the largest first, with the smallest as what is asked for to see whether it answers. */
export type Registry = {
  readonly name: string;
  /** `registry.k8s.io/pause@sha256:…`. */
  readonly asked: string;
  readonly images: readonly Image[];
};

/** What names no registry could not be pulled again. */
export function registriesOf(images: readonly Image[]): readonly Registry[] {
  const known = images.filter(({ digests }) => digests.length > 0);
  return [...Map.groupBy(known, registryOf)].map(([name, own]) => {
    const sorted = own.toSorted((one, other) => other.bytes - one.bytes);
    return { name, asked: sorted.at(-1)?.digests[0] ?? "", images: sorted };
  });
}

export function registryOf({ digests: [digest = ""] }: Image): string {
  return digest.split("/")[0] ?? "";
}

export function nameOf({ tags, digests, id }: Pick<Image, "tags" | "digests" | "id">): string {
  return tags[0] ?? digests[0] ?? id;
}
