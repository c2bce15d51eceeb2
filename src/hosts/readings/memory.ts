// Memory and swap, in bytes: proc(5).
import { defineReading, stdoutOf, Unreadable, wholeNumber } from "./reading.ts";

export const memory = defineReading({
  argv: () => ["cat", "/proc/meminfo"],
  parse: (said) => {
    const text = stdoutOf(said);
    return {
      totalBytes: kibibytes(text, "MemTotal"),
      availableBytes: kibibytes(text, "MemAvailable"),
      swapBytes: kibibytes(text, "SwapTotal"),
    };
  },
});

function kibibytes(text: string, key: string): number {
  const value = new RegExp(`^${key}: +(\\d+) kB$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Unreadable(`/proc/meminfo has no ${key}`);
  return wholeNumber(value, key) * 1024;
}
