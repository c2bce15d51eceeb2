// Small patterns over the words of a line: `why is <name> [still] (down|not ready)`.

export type Pattern = string;

type Matched = Readonly<Record<string, string>>;

/**
 * What stands for each `<name>` when the whole line fits; `<name>` is one word, `[x|y]` may be missing, `(x|y)` is either, and a last
 * `*` is whatever follows. What is captured keeps its case.
 */
export function fits(pattern: Pattern, words: readonly string[]): Matched | undefined {
  const found = compiled(pattern).exec(`${words.join(" ")} `);
  return found ? { ...found.groups } : undefined;
}

/** The line with the captured words in it. */
export function filled(line: string, matched: Matched, quote: (word: string) => string): string {
  return line.replace(/<([a-z]+)>/g, (_, name: string) => quote(matched[name] ?? ""));
}

const known = new Map<Pattern, RegExp>();

function compiled(pattern: Pattern): RegExp {
  const found =
    known.get(pattern) ??
    new RegExp(
      `^${pattern
        .split(/ (?![^([]*[)\]])/)
        .map(piece)
        .join("")}$`,
      "i",
    );
  known.set(pattern, found);
  return found;
}

function piece(part: string): string {
  if (part === "*") return "(?:.*)";
  const optional = /^\[(.*)\]$/.exec(part)?.[1];
  if (optional !== undefined) return `(?:(?:${escaped(optional)}) )?`;
  const either = /^\((.*)\)$/.exec(part)?.[1];
  if (either !== undefined) return `(?:${escaped(either)}) `;
  const name = /^<([a-z]+)>$/.exec(part)?.[1];
  return name === undefined ? `${escaped(part)} ` : `(?<${name}>[^\\s-]\\S*) `;
}

/** `|` stays: it parts the choices. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()[\]\\/]/g, "\\$&");
}
