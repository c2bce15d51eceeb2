// Whether a file is there and who may read it; never what is in it.
import { defineReading, stdoutOf } from "./reading.ts";

/** Undefined when there is none. `mode` is octal, `600`. */
export const fileStatus = defineReading({
  argv: (path: string) => ["sudo", "-n", "--", "stat", "--format=%a %U %s", "--", path],
  parse: (said) => {
    if (said.code !== 0) return undefined;
    const [mode = "", owner = "", size = ""] = stdoutOf(said).trim().split(" ");
    return { mode, owner, sizeBytes: Number(size) };
  },
});
