// The keys that packages are signed by: which do not do any more, and what is said of them.
import { few } from "#src/base/text.ts";
import type { Keyring, NewKey } from "./facts.ts";

/** A key that ends sooner is told before it does. */
export const soonMs = 30 * 86_400_000;

type Ring = Pick<Keyring, "fingerprints" | "endsAt">;

/** No package is taken by it: it is missing, or past its end by then. */
export function failsBy({ fingerprints, endsAt }: Ring, time: number): boolean {
  return fingerprints.length === 0 || (endsAt !== undefined && endsAt <= time);
}

/** `95117A33…, valid until 2035-12-31`. */
export function sayKey({ fingerprints, endsAt }: Ring): string {
  return `${few(fingerprints, 3)}, ${endsAt === undefined ? "without an end" : `valid until ${dayOf(endsAt)}`}`;
}

/** What an approver compares: who showed the new key, and whether it is the one that was trusted before. */
export function sayNewKey({ fingerprints }: Ring, next: NewKey): readonly string[] {
  const isSame = next.fingerprints.every((each) => fingerprints.includes(each));
  return [
    `Its packages are signed by ${sayKey(next)}, as ${next.url}/Release.key shows it to the machine now.`,
    ...(isSame ? ["It is the key that is there already, prolonged."] : []),
  ];
}

export function doubtsAbout({ fingerprints }: Ring, { fingerprints: shown, url }: NewKey): readonly string[] {
  const isOther = shown.some((each) => !fingerprints.includes(each));
  return [
    ...(isOther && fingerprints.length > 0
      ? [
          `The repository shows another key than the one there (${few(fingerprints, 3)}): compare it with what its makers publish.`,
        ]
      : []),
    ...(isOther && fingerprints.length === 0
      ? ["There is no key yet to compare it with: compare it with what the repository's makers publish."]
      : []),
    ...(isOther && url.startsWith("http:")
      ? ["It came over plain HTTP, so anybody in between may have changed it."]
      : []),
  ];
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
