// Everything that tells what fills a machine's disks; what cannot be read is said, and the rest stands.
import { attempt } from "#src/base/outcome.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { OutputOf, ReadingName } from "#src/hosts/readings/index.ts";
import { type Image, unneeded } from "./removable.ts";

export type DiskLook = {
  readonly disks: OutputOf<"disks">;
  readonly eviction: OutputOf<"kubeletEviction">;
  readonly use: OutputOf<"diskUse"> | undefined;
  readonly journalBytes: number | undefined;
  readonly images: OutputOf<"images"> | undefined;
  readonly containers: OutputOf<"containerImages"> | undefined;
  readonly unknown: readonly string[];
};

/** @throws UnreachableError, or RefusedError when not even the disks are told */
export async function lookAtDisks(host: HostView, signal: AbortSignal): Promise<DiskLook> {
  const unknown: string[] = [];
  // The first alone: a machine that is off is told once.
  const disks = await host.read("disks", signal);
  const [eviction, use, journalBytes, images, containers] = await Promise.all([
    asked("kubeletEviction"),
    asked("diskUse"),
    asked("journalUse"),
    asked("images"),
    asked("containerImages"),
  ]);
  return { disks, eviction, use, journalBytes, images, containers, unknown };

  async function asked<
    Name extends ReadingName & ("kubeletEviction" | "diskUse" | "journalUse" | "images" | "containerImages"),
  >(name: Name): Promise<OutputOf<Name> | undefined> {
    const read = await attempt<OutputOf<ReadingName>>(host.read(name as "images", signal));
    // A reading's name tells the type of what it gives.
    if (read.ok) return read.value as OutputOf<Name>;
    unknown.push(read.error.message);
    return undefined;
  }
}

export function unusedImages({ images, containers }: DiskLook): readonly Image[] | undefined {
  return images && containers && unneeded(images, containers);
}
