// The key that a repository of packages shows now, as the machine reaches it: nothing there takes it for its own.
import { keysIn, type PublicKey } from "../openpgp.ts";
import { defineReading, stdoutOf } from "./reading.ts";

/** In ASCII armor, whole, and which keys that are; undefined where it cannot be had, or is none. */
export const repositoryKey = defineReading({
  argv: (repository: string) => [
    ...["curl", "--fail", "--silent", "--show-error", "--location", "--max-time", "8"],
    ...["--max-filesize", "100000", "--", `${repository}/Release.key`],
  ],
  parse: (said): { readonly text: string; readonly keys: readonly PublicKey[] } | undefined => {
    if (said.code !== 0) return undefined;
    const text = stdoutOf(said);
    const keys = keysIn(Buffer.from(text));
    return keys.length > 0 ? { text, keys } : undefined;
  },
});
