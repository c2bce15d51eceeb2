// Whether sudo let us: asked with -n it answers at once, and what it wants is told in words.
import type { Said } from "./said.ts";

/** sudo(8) ends with 1 on its own account too, and then says so under its own name; LC_ALL=C keeps it English. */
export function isSudoRefusal(argv: readonly string[], { code, stdout, stderr }: Said): boolean {
  if (argv[0] !== "sudo" || code !== 1 || stdout !== "") return false;
  return (
    stderr
      .split("\n")
      .some((line) =>
        /^sudo: (?:a password is required|a terminal is required|sorry, you must have a tty|interactive authentication is required)/.test(
          line,
        ),
      ) || /is not in the sudoers file|is not allowed to (?:execute|run sudo)/.test(stderr)
  );
}

/** A sudoers line for them, as `visudo -f /etc/sudoers.d/wheelhouse` takes it. */
export function sudoersLine(user: string): string {
  return `${user} ALL=(root) NOPASSWD: ALL`;
}
