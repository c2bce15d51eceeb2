// What could be cleaned on a machine that wants room, in the order in which it is done. Pure.

import { type Disk, diskUnder, type Limit } from "./limits.ts";
import type { DiskLook } from "./look.ts";
import { unusedImages } from "./look.ts";
import { type Container, type Image, type Registry, registriesOf, replacedContainers } from "./removable.ts";
import type { RungName } from "./rungs.ts";
import { rungNames, rungs } from "./rungs.ts";

export type Ladder = {
  readonly rungs: readonly { readonly name: RungName; readonly bytes: number }[];
  readonly containers: readonly Container[];
  /** Of images that no container needs. */
  readonly registries: readonly Registry[];
  /** Images that no container needs either, and that could not be pulled again. */
  readonly kept: readonly Image[];
};

const runtimeFolder = "/var/lib/containerd";

/** Only what gives room back where it is wanted. */
export function ladderOf(look: DiskLook, short: readonly Limit[], now: number): Ladder {
  const wanted = new Set(short.map(({ mount }) => mount));
  const helps = (folder: string) => wanted.has(mountOf(folder, look.disks));
  const unused = helps(runtimeFolder) ? (unusedImages(look) ?? []) : [];
  return {
    rungs: rungNames
      .map((name) => ({ name, bytes: rungs[name].gives(look) }))
      .filter(({ name, bytes }) => bytes > 0 && helps(rungs[name].folder)),
    containers: helps(runtimeFolder) ? replacedContainers(look.containers ?? [], now) : [],
    registries: registriesOf(unused),
    kept: unused.filter(({ digests }) => digests.length === 0),
  };
}

function mountOf(folder: string, disks: readonly Disk[]): string {
  return diskUnder(folder, disks)?.mount ?? "";
}

export function isEmpty({ rungs: found, containers, registries }: Ladder): boolean {
  return found.length === 0 && containers.length === 0 && registries.length === 0;
}

/** Of all of it, bytes, about: images are counted packed, and take more unpacked. */
export function givesOf(ladder: Ladder): number {
  const images = imagesOf(ladder);
  return sum([...ladder.rungs, ...images].map(({ bytes }) => bytes));
}

/** Largest first. */
export function imagesOf({ registries }: Ladder): readonly Image[] {
  return registries.flatMap(({ images }) => images).toSorted((one, other) => other.bytes - one.bytes);
}

function sum(all: readonly number[]): number {
  return all.reduce((total, each) => total + each, 0);
}
