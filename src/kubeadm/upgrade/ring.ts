// The keys of a file as one.
import type { PublicKey } from "#src/hosts/openpgp.ts";
import type { Keyring } from "./facts.ts";

/** apt takes a package by any key of the ring, so the last one counts. */
export function ringOf(keys: readonly PublicKey[]): Omit<Keyring, "file"> {
  const ends = keys.map(({ endsAt }) => endsAt);
  const isEndless = ends.length === 0 || ends.includes(undefined);
  return {
    fingerprints: keys.map(({ fingerprint }) => fingerprint),
    endsAt: isEndless ? undefined : Math.max(...ends.map((end) => end ?? 0)),
  };
}
