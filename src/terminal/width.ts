// How many columns of a terminal a text takes, and texts made to fit.

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** What terminals draw over two columns: most emoji, and the ideographs and syllables of East Asia. */
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

export function widthOf(text: string): number {
  return Array.from(letters.segment(text)).reduce((sum, { segment }) => sum + letterWidth(segment), 0);
}

/** Cut to so many columns, an ellipsis last where something is missing. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of letters.segment(text)) {
    used += letterWidth(segment);
    if (used > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Broken between words into lines of so many columns; a longer word has a line of its own. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(`${line} ${word}`) <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Filled up with spaces, at the end or, for numbers, at the beginning. */
export function padded(text: string, columns: number, align?: "right"): string {
  const spaces = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "right" ? spaces + text : text + spaces;
}

function letterWidth(letter: string): number {
  return wide.test(letter) ? 2 : 1;
}
