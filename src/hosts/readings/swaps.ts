// What is swapped to, in whatever form: partitions, files, zram.
import { defineReading, lines, stdoutOf, wholeNumber } from "./reading.ts";

export const swaps = defineReading({
  argv: () => ["cat", "/proc/swaps"],
  parse: (said) =>
    lines(stdoutOf(said))
      .slice(1)
      .map((line) => {
        const [path = "", type = "", size] = line.split(/\s+/);
        return { path, type, sizeBytes: wholeNumber(size, "size of a swap") * 1024 };
      }),
});

/** Lines of fstab: what would swap again after the next boot. */
export const swapSources = defineReading({
  argv: () => ["grep", "--no-messages", "--extended-regexp", "^[^#]+\\s+swap\\s", "/etc/fstab"],
  parse: ({ stdout }) => lines(stdout).map((line) => line.trim()),
});
