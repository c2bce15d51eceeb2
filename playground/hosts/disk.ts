// What is on the one disk of a simulated machine, in bytes: every program that shows, fills or empties it works on this.

export type SimulatedImage = {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: string;
  readonly pinned: boolean;
};

export type SimulatedDisk = {
  readonly sizeBytes: number;
  journalBytes: number;
  aptBytes: number;
  dnfBytes: number;
  /** In /var/log, of whatever writes there beside the journal. */
  logBytes: number;
  images: readonly SimulatedImage[];
  /** Containers of kube-proxy that have ended: they write nothing any more, and take next to nothing. */
  ended: readonly { readonly id: string; readonly createdAt: number }[];
  /** Registries that do not answer, by name. */
  readonly silent: Set<string>;
  /** Those that answer, and have none of the images. */
  readonly lost: Set<string>;
  /** Those that answer only whoever shows a token, which they give to anybody. */
  readonly wary: Set<string>;
  /** Told after each change that a program has made. */
  readonly changed: Set<() => void>;
  readonly usedBytes: () => number;
  readonly freeBytes: () => number;
  /** Writes logs until that much is free. */
  readonly fillTo: (freeBytes: number) => void;
  /** What fillTo has written is gone. */
  readonly empty: () => void;
};

/** For root alone, as ext4 keeps them. */
const reserved = 1_295_667_200;
/** The system, and the containers' own layers. */
const others = 3_529_466_480;
const usualLogs = 102_764_544;

export function createDisk(now: number): SimulatedDisk {
  const disk: SimulatedDisk = {
    sizeBytes: 31_055_904_768,
    journalBytes: 1_288_490_188,
    aptBytes: 268_435_456,
    dnfBytes: 0,
    logBytes: usualLogs,
    images: usualImages,
    ended: [{ id: "5e10", createdAt: now - 3 * 3_600_000 }],
    silent: new Set(),
    lost: new Set(),
    wary: new Set(),
    changed: new Set(),
    usedBytes: () =>
      others + disk.journalBytes + disk.aptBytes + disk.dnfBytes + disk.logBytes + sizeOf(disk.images),
    freeBytes: () => Math.max(0, disk.sizeBytes - reserved - disk.usedBytes()),
    fillTo: (freeBytes) => {
      disk.logBytes += Math.max(0, disk.freeBytes() - freeBytes);
    },
    empty: () => {
      disk.logBytes = usualLogs;
    },
  };
  return disk;
}

function sizeOf(images: readonly SimulatedImage[]): number {
  return images.reduce((sum, { size }) => sum + Number(size), 0);
}

/** What its node runs, and what it ran before an upgrade. */
const usualImages: readonly SimulatedImage[] = [
  image("9f1c", "registry.k8s.io/kube-proxy:v1.37.1", 41_418_240),
  image("77ab", "registry.k8s.io/kube-proxy:v1.36.5", 40_894_464),
  { ...image("c2e1", "registry.k8s.io/pause:3.10.2", 320_000), pinned: true },
];

export function image(id: string, tag: string, size: number): SimulatedImage {
  const repository = tag.replace(/:[^:/]*$/, "");
  return {
    ...{ id: `sha256:${id}`, repoTags: [tag], repoDigests: [`${repository}@sha256:${id}`] },
    ...{ size: String(size), pinned: false },
  };
}
