// Versions of Kubernetes as its programs, packages and images write them, and which of two is newer.

export type Version = {
  readonly minor: number;
  readonly patch: number;
  /** `rc.0`; undefined of a release. */
  readonly pre?: string | undefined;
};

/** Of `v1.37.2`, `1.37.2`, a package's `1.37.2-1.1` or an image's tag; undefined of anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, minor, patch, pre] =
    /^v?1\.(\d{1,3})\.(\d{1,3})(?:-((?:alpha|beta|rc)\.\d+))?(?:[-+].*)?$/.exec(text) ?? [];
  if (minor === undefined || patch === undefined) return undefined;
  return { minor: Number(minor), patch: Number(patch), ...(pre !== undefined && { pre }) };
}

/** Negative when `one` is older. */
export function compareVersions(one: Version, other: Version): number {
  return one.minor - other.minor || one.patch - other.patch || comparePre(one.pre, other.pre);
}

/** A release is newer than what came before it. */
function comparePre(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  return other === undefined ? -1 : one.localeCompare(other, "en", { numeric: true });
}

export function isOlder(one: Version, other: Version): boolean {
  return compareVersions(one, other) < 0;
}

export function isSame(one: Version | undefined, other: Version | undefined): boolean {
  return one !== undefined && other !== undefined && compareVersions(one, other) === 0;
}

export function oldestOf(all: readonly Version[]): Version | undefined {
  return all.toSorted(compareVersions)[0];
}

export function newestOf(all: readonly Version[]): Version | undefined {
  return all.toSorted(compareVersions).at(-1);
}

/** `1.37.2`, as people and packages say it. */
export function sayVersion({ minor, patch, pre }: Version): string {
  return `1.${minor}.${patch}${pre === undefined ? "" : `-${pre}`}`;
}

/** `v1.37.2`, as kubeadm and images want it. */
export function tagOf(version: Version): string {
  return `v${sayVersion(version)}`;
}

/** `1.37`, as repositories are named. */
export function minorOf({ minor }: Version): string {
  return `1.${minor}`;
}
