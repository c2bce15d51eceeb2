// The one place where arguments become a line for a login shell.

/** An argv as words of a POSIX shell: each comes out as it went in. */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  if (word.includes("\0")) throw new Error("an argument holds a NUL, which no program can be given");
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Where Debian keeps administrators' programs is not in the PATH of a session without a terminal. */
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The line that runs argv: English, its programs found, and `mark` on both streams before the first byte that is the
 * program's own. What a profile prints comes before; `exec` leaves no shell that could print after. Without an input it is
 * given none by the shell, so that the channel stays open in our direction: a signal can be sent only until its end.
 */
export function lineOf(argv: readonly string[], mark: string, input: "given" | "none"): string {
  const from = input === "none" ? " </dev/null" : "";
  return `printf '%s\\n' ${mark}; printf '%s\\n' ${mark} >&2; exec env LC_ALL=C PATH=${path} ${quote(argv)}${from}`;
}

/** As root, or refused at once: without a terminal nobody could answer a question. */
export function asRoot(argv: readonly string[]): readonly string[] {
  return ["sudo", "-n", "--", ...argv];
}
