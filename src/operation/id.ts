// Names for operations, short enough to type and read aloud.
import { createHash, randomBytes } from "node:crypto";

/** Crockford's base 32: no i, l, o or u. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** `op-7k3m9x`, `in-7k3m9x`: one of a thousand million; a taken one is drawn again. */
export function newId(kind: "op" | "in" | "si" = "op"): string {
  return `${kind}-${spelled(randomBytes(6))}`;
}

/** The same for the same text: what is heard twice is kept once. */
export function incidentIdFor(text: string): string {
  return `in-${spelled(createHash("sha256").update(text).digest().subarray(0, 6))}`;
}

function spelled(bytes: Uint8Array): string {
  return [...bytes].map((byte) => alphabet[byte % 32]).join("");
}
