// A line that a shell would make several of: `get pods | grep web`. There is no shell here, so each part is offered by itself.
import { UsageError } from "#src/base/errors.ts";
import { quoteWord } from "./words.ts";

/** Undefined where the line is one. What stands in a reason is somebody's sentence. */
export function severalLines(words: readonly string[]): UsageError | undefined {
  const end = words.findIndex((word) => /^--?(reason|why|because)\b/i.test(word) || /^because$/i.test(word));
  const said = end === -1 ? words : words.slice(0, end);
  const parts = partsOf(said);
  const [first = []] = parts;
  if (parts.length < 2 || first.length === 0) return undefined;
  const isPiped = said.includes("|");
  const asks = isPiped
    ? "There is no shell here, so nothing goes through a pipe. The whole answer:"
    : "One line at a time, as each is answered or approved by itself:";
  return new UsageError(asks, { offers: (isPiped ? [first] : parts).map(lineOf) });
}

function partsOf(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    const isEnd = /^(\||\|\||&&|;)$/.test(word);
    if (!isEnd) parts.at(-1)?.push(word.replace(/;$/, ""));
    if (isEnd || word.endsWith(";")) parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

/** As it was typed, without what stands in front of kubectl's lines. */
function lineOf(words: readonly string[]): string {
  const bare = /^(kubectl|k|oc|sudo)$/.test(words[0] ?? "") ? words.slice(1) : words;
  return bare.map(quoteWord).join(" ");
}
