// The way to a version: one minor at a time, by the newest patch of each that can be had. Pure.
import { compareVersions, isOlder, newestOf, sayVersion, type Version } from "./version.ts";

/** Versions to stop at, in order, the last is the goal; or why there is no way. */
export type Path = { readonly stops: readonly Version[] } | { readonly none: string };

/**
 * kubeadm upgrades the control plane by one minor at a time, and never back.
 * `available` are versions that some repository has; a minor on the way that nobody has seen is said.
 */
export function pathTo(from: Version, to: Version, available: readonly Version[]): Path {
  if (isOlder(to, from))
    return { none: `${sayVersion(to)} is older than ${sayVersion(from)}, and there is no way back.` };
  if (compareVersions(to, from) === 0) return { stops: [] };
  const between = Array.from(
    { length: Math.max(0, to.minor - from.minor - 1) },
    (_, at) => from.minor + 1 + at,
  );
  const unseen = between.filter((minor) => !newestIn(minor, available));
  if (unseen.length > 0) {
    const names = unseen.map((minor) => `1.${minor}`).join(", ");
    return { none: `It goes by ${names}, of which no repository of the hosts has a version.` };
  }
  return { stops: [...between.flatMap((minor) => newestIn(minor, available) ?? []), to] };
}

export function newestIn(minor: number, available: readonly Version[]): Version | undefined {
  return newestOf(available.filter((each) => each.minor === minor && each.pre === undefined));
}
