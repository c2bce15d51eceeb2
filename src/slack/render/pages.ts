// A text that must be read to its last character, as pages: for a thread, or for a modal.
import { bold, escapeMrkdwn, preformatted, richText, type SlackMessage } from "./message.ts";

/** Characters of a page as Slack counts them. Even the plain text that a page falls back to shows all of it. */
const longestPage = 3_000;

/** A namespace and a name of Kubernetes, and what goes with them. */
const longestWord = 400;

/** By name and in order; nothing is left out, whichever form Slack takes. */
export function pagesOf(id: string, text: string): ReadonlyMap<string, SlackMessage> {
  const pages = split(text);
  return new Map(
    pages.map((page, at) => {
      const title = `${id}, page ${at + 1} of ${pages.length}: everything that it would do`;
      // Their number is in the name: pages that another version cut elsewhere are others.
      return [`${at + 1}-of-${pages.length}`, pageMessage(title, page)];
    }),
  );
}

function pageMessage(title: string, text: string): SlackMessage {
  return { text: escapeMrkdwn(title), blocks: [richText(bold(title)), preformatted(text)] };
}

/** Between lines, wherever a line is not longer than a page. */
export function split(whole: string): readonly string[] {
  const pages: string[][] = [[]];
  let left = longestPage;
  for (const line of whole.split("\n").flatMap(pieces)) {
    const length = lengthOf(line) + 1;
    if (length > left) {
      pages.push([]);
      left = longestPage;
    }
    pages.at(-1)?.push(line);
    left -= length;
  }
  return pages.map((lines) => lines.join("\n")).filter((page) => page.trim() !== "");
}

/** A line that is too long for a page; an ellipsis says where it goes on, so that half of a call is not read as a whole one. */
function pieces(line: string): readonly string[] {
  const longest = longestPage - 3;
  if (lengthOf(line) <= longest) return [line];
  const cut: string[] = [];
  let piece = "";
  let length = 0;
  for (const character of line) {
    length += lengthOf(character);
    if (length > longest) {
      const end = wordEnd(piece);
      cut.push(`${piece.slice(0, end)}…`);
      piece = `…${piece.slice(end)}`;
      length = lengthOf(piece) + lengthOf(character);
    }
    piece += character;
  }
  return [...cut, piece];
}

/** Behind the last space, so that a name stays whole; the very end where no space is near. */
function wordEnd(piece: string): number {
  const space = piece.lastIndexOf(" ") + 1;
  return space > piece.length - longestWord ? space : piece.length;
}

/** As Slack counts it. */
export function lengthOf(text: string): number {
  return escapeMrkdwn(text).length;
}
