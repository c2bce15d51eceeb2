// The kernel, and the processor it was made for: `uname -m` says aarch64 under a 32-bit Raspberry Pi OS too.
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

export const kernel = defineReading({
  argv: () => ["uname", "-m", "-r"],
  parse: (said) => {
    const text = stdoutOf(said);
    const [, release, machine] = /^(\S+) (\S+)$/.exec(text.trim()) ?? [];
    if (!release || !machine) throw new Unreadable(`no kernel in ${words(text)}`);
    return { release, machine };
  },
});

/** What programs are made for: `amd64`, `arm64`, `armhf`. Undefined where there is no dpkg. */
export const userland = defineReading({
  argv: () => ["dpkg", "--print-architecture"],
  parse: (said) => (said.code === 0 ? stdoutOf(said).trim() : undefined),
});
