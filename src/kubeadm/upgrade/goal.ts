// Which version to go to where nobody says one, among those that the machines' repositories have. Pure.
import { offeredBy } from "./gates/version.ts";
import { newestIn } from "./path.ts";
import type { Standing } from "./read-upgrade.ts";
import { compareVersions, oldestOf, type Version } from "./version.ts";

export type Offers = {
  /** What the cluster is at: its oldest API server. */
  readonly from: Version | undefined;
  /** The newest patch of the minor that runs, where it is newer. */
  readonly patch: Version | undefined;
  /** The newest patch of the next minor. */
  readonly minor: Version | undefined;
  /** Some machine's repository was read. */
  readonly isSeen: boolean;
};

export function offersIn({ servers, machines }: Pick<Standing, "servers" | "machines">): Offers {
  const from = oldestOf(servers.map(({ version }) => version));
  const offered = offeredBy(machines);
  const isSeen = offered.length > 0;
  if (from === undefined) return { from, patch: undefined, minor: undefined, isSeen };
  const patch = newestIn(from.minor, offered);
  return {
    from,
    patch: patch && compareVersions(patch, from) > 0 ? patch : undefined,
    minor: newestIn(from.minor + 1, offered),
    isSeen,
  };
}

/** The next minor before a patch; what runs, where nothing newer can be had; without a repository to ask, the next minor as such. */
export function goalOf({ from, patch, minor, isSeen }: Offers): Version | undefined {
  if (isSeen) return minor ?? patch ?? from;
  return from && { minor: from.minor + 1, patch: 0 };
}
