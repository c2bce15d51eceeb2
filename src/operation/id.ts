// Names for operations, short enough to type and read aloud.
import { randomBytes } from "node:crypto";

/** Crockford's base 32: no i, l, o or u. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** `op-7k3m9x`, `in-7k3m9x`: one of a thousand million; a taken one is drawn again. */
export function newId(kind: "op" | "in" | "si" = "op"): string {
  return `${kind}-${[...randomBytes(6)].map((byte) => alphabet[byte % 32]).join("")}`;
}
