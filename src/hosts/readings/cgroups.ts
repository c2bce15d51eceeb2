// Control groups: version 2 since kubelet 1.35, and the memory controller, which a Pi's firmware switches off.
import { defineReading, stdoutIfThere, stdoutOf } from "./reading.ts";

/** `cgroup2fs` is version 2, `tmpfs` version 1 or a mixture. */
export const cgroupVersion = defineReading({
  argv: () => ["stat", "--file-system", "--format=%T", "/sys/fs/cgroup"],
  parse: (said) => (stdoutOf(said).trim() === "cgroup2fs" ? 2 : 1),
});

/** Undefined under version 1, which has one hierarchy for each. */
export const cgroupControllers = defineReading({
  argv: () => ["cat", "/sys/fs/cgroup/cgroup.controllers"],
  parse: (said) => stdoutIfThere(said)?.trim().split(/\s+/),
});

/** The words of a Pi's file with its kernel's command line, from the next boot on. */
export const bootOptions = defineReading({
  argv: (path: string) => ["cat", path],
  parse: (said) => stdoutOf(said).trim().split(/\s+/),
});

export const kernelCommandLine = defineReading({
  argv: () => ["cat", "/proc/cmdline"],
  parse: (said) => stdoutOf(said).trim().split(/\s+/),
});
