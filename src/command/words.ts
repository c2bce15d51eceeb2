// Splits a typed line into words, forgiving what phones and chat clients do to quotes and dashes.
import { UsageError } from "#src/base/errors.ts";

const quotes: Record<string, string> = { '"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "`": "`" };

/**
 * The words of a line; quotes keep spaces, a backslash keeps the next character.
 * @throws UsageError on a quote that is never closed
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  // Zero-width and direction marks come along when text is copied; nobody types them on purpose.
  const characters = [...line.replace(/\p{Cf}/gu, "")];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "\\" && at + 1 < characters.length) {
      word = (word ?? "") + characters[++at];
    } else if (closing !== undefined) {
      if (character === closing) closing = undefined;
      else word += character;
    } else if (word === undefined && quotes[character] !== undefined) {
      closing = quotes[character];
      word = "";
    } else if (word?.endsWith("=") && quotes[character] !== undefined) {
      closing = quotes[character];
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + (word === undefined ? straightDash(character, characters[at + 1]) : character);
    }
  }
  if (closing !== undefined) throw new UsageError(`The quote ${closing} is never closed.`);
  if (word !== undefined) words.push(word);
  return words;
}

/** Quotes a word so that `splitWords` gives it back. */
export function quoteWord(word: string): string {
  return /^[\w./:@=+,%-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`;
}

/** Phones turn `--` at the start of a word into an em or en dash; what is quoted stays as it is. */
function straightDash(character: string, next = ""): string {
  return /[—–]/.test(character) && /\w/.test(next) ? "--" : character;
}
