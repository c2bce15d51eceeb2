// Whether a file is there and who may read it; never what is in it.
import { defineReading, stdoutOf } from "./reading.ts";

/** Undefined when there is none. `mode` is octal, `600`; when it was written is in epoch milliseconds, by the host's clock. */
export const fileStatus = defineReading({
  argv: (path: string) => ["sudo", "-n", "--", "stat", "--format=%a %U %s %.3Y", "--", path],
  parse: (said) => {
    if (said.code !== 0) return undefined;
    const [mode = "", owner = "", size = "", modified = ""] = stdoutOf(said).trim().split(" ");
    return { mode, owner, sizeBytes: Number(size), modifiedAt: Math.round(Number(modified) * 1_000) };
  },
});
