// Whether SELinux refuses there what no policy allows.
import { defineReading, stdoutIfThere } from "./reading.ts";

/** Undefined where it is off, or the kernel has none. */
export const selinux = defineReading({
  argv: () => ["cat", "/sys/fs/selinux/enforce"],
  parse: (said): "enforcing" | "permissive" | undefined => {
    const text = stdoutIfThere(said)?.trim();
    if (text === undefined) return undefined;
    return text === "1" ? "enforcing" : "permissive";
  },
});
