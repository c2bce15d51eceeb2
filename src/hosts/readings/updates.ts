// What the package manager would bring up to date, and whether the machine asks to be rebooted.
import { defineReading, isMissing, lines, stdoutOf } from "./reading.ts";

export type PackageUpdate = { readonly name: string; readonly from: string; readonly to: string };

/** By the lists that it has, which may be days old; what is held is not among them. Undefined where there is no apt. */
export const packageUpdates = defineReading({
  argv: () => ["apt-get", "--simulate", "--quiet=2", "--with-new-pkgs", "upgrade"],
  parse: (said): readonly PackageUpdate[] | undefined => {
    if (isMissing(said)) return undefined;
    return lines(stdoutOf(said)).flatMap((line) => {
      const [, name, from, to] = /^Inst (\S+) \[([^\]]+)\] \((\S+)/.exec(line) ?? [];
      return name === undefined || from === undefined || to === undefined ? [] : [{ name, from, to }];
    });
  },
});

/** Debian's and Ubuntu's packages leave that file where what they replaced goes on running until a reboot. */
export const rebootAsked = defineReading({
  argv: () => ["test", "-e", "/run/reboot-required"],
  parse: ({ code }): boolean => code === 0,
});
