// How far a node's disks are from where its kubelet evicts pods, by the kubelet's own settings. Pure.
import { bytes, count } from "#src/base/text.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";

export type Disk = OutputOf<"disks">[number];
type Settings = Pick<NonNullable<OutputOf<"kubeletEviction">>, "hard" | "mergesDefaults">;

/** One signal of the kubelet on one disk. Bytes, or inodes. */
export type Limit = {
  readonly signal: string;
  readonly of: "space" | "inodes";
  readonly mount: string;
  readonly total: number;
  readonly free: number;
  /** Pods are evicted below it; 0 where nothing watches. */
  readonly below: number;
};

/** Of a disk, beyond where pods are evicted: with more than that nobody has to hurry. */
export const ample = 0.05;

/** What counts where nobody has set anything (kubelet, pkg/kubelet/eviction). */
const defaults: Readonly<Record<string, string>> = {
  "nodefs.available": "10%",
  "nodefs.inodesFree": "5%",
  "imagefs.available": "15%",
};

const places = { nodefs: "/var/lib/kubelet", imagefs: "/var/lib/containerd" } as const;

/** The nearest to its end first. Who sets some signals has switched the others off, unless the defaults are merged in. */
export function limitsOf(disks: readonly Disk[], { hard, mergesDefaults }: Settings): readonly Limit[] {
  const set = hard === undefined ? defaults : { ...(mergesDefaults ? defaults : {}), ...hard };
  return Object.keys({ ...defaults, ...set })
    .flatMap((signal) => limitOf(signal, set[signal] ?? "0", disks))
    .toSorted((one, other) => roomIn(one) - roomIn(other));
}

function limitOf(signal: string, value: string, disks: readonly Disk[]): readonly Limit[] {
  const [, place, kind] = /^(nodefs|imagefs)\.(available|inodesFree)$/.exec(signal) ?? [];
  const disk = place && diskUnder(places[place as keyof typeof places], disks);
  if (!disk) return [];
  if (kind === "available") {
    const { mount, sizeBytes: total, availableBytes: free } = disk;
    return [{ signal, of: "space", mount, total, free, below: amountOf(value, total) }];
  }
  if (!disk.inodes) return [];
  const { total, free } = disk.inodes;
  return [{ signal, of: "inodes", mount: disk.mount, total, free, below: amountOf(value, total) }];
}

/** The mount that a folder is on. */
export function diskUnder(folder: string, disks: readonly Disk[]): Disk | undefined {
  const holding = disks.filter(({ mount }) => mount === "/" || `${folder}/`.startsWith(`${mount}/`));
  return holding.toSorted((one, other) => other.mount.length - one.mount.length)[0];
}

const units: Readonly<Record<string, number>> = {
  ...{ "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

/** `15%` of the whole, or `1Gi`; anything else is no limit that a kubelet would start with. */
function amountOf(value: string, total: number): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(%|[KMGT]i|[kMGT])?$/.exec(value) ?? [];
  const factor = unit === "%" ? total / 100 : units[unit];
  return Number(amount ?? 0) * (factor ?? 0);
}

/** Of the whole, how much is left until it evicts; below 0 it does. */
export function roomIn({ free, below, total }: Limit): number {
  return total === 0 ? 0 : (free - below) / total;
}

/** Where room is wanted: what is watched and nearer to its end than is ample; of each disk what wants most. */
export function shortOf(limits: readonly Limit[]): readonly Limit[] {
  const short = limits.filter((limit) => limit.below > 0 && roomIn(limit) < ample);
  const byDisk = Map.groupBy(short, ({ mount, of }) => `${of} ${mount}`);
  return [...byDisk.values()].flatMap((all) =>
    all.toSorted((one, other) => wantedOf(other) - wantedOf(one)).slice(0, 1),
  );
}

/** What must be free for it to be ample. */
export function wantedOf({ below, total }: Limit): number {
  return below + ample * total;
}

export function sayRoom(limit: Limit): string {
  const free = `${sayAmount(limit, limit.free)} of ${sayAmount(limit, limit.total)} free on ${limit.mount}`;
  if (roomIn(limit) < 0) return `${free}, and the kubelet evicts pods below ${sayAmount(limit, limit.below)}`;
  return `${free}, ${sayAmount(limit, limit.free - limit.below)} until the kubelet evicts pods`;
}

export function sayAmount({ of }: Limit, value: number): string {
  return of === "space" ? bytes(value) : count(Math.round(value), "inode");
}
