// Everything that an operation would do, as messages for its thread: where the card has no room for it.
import type { Operation } from "#src/operation/operation.ts";
import { bold, escapeMrkdwn, richText, type SlackMessage } from "./message.ts";
import { wholeText } from "./operation-parts.ts";

/** Characters of a page as Slack counts them. Even the plain text that a page falls back to shows all of it. */
const longestPage = 3_000;

/** By name and in order; nothing is left out, whichever form Slack takes. */
export function pagesOf({ id, plan }: Operation): ReadonlyMap<string, SlackMessage> {
  const pages = split(wholeText(plan));
  return new Map(
    pages.map((text, at) => {
      const title = `${id}, page ${at + 1} of ${pages.length}: everything that it would do`;
      // Their number is in the name: pages that another version cut elsewhere are others.
      return [`${at + 1}-of-${pages.length}`, pageMessage(title, text)];
    }),
  );
}

function pageMessage(title: string, text: string): SlackMessage {
  const calls = { type: "rich_text_preformatted" as const, elements: [{ type: "text" as const, text }] };
  return { text: title, blocks: [richText(bold(title)), { type: "rich_text", elements: [calls] }] };
}

/** Between lines, wherever a line is not longer than a page. */
function split(whole: string): readonly string[] {
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
  for (const character of line) {
    if (lengthOf(piece + character) > longest) {
      cut.push(`${piece}…`);
      piece = "…";
    }
    piece += character;
  }
  return [...cut, piece];
}

function lengthOf(text: string): number {
  return escapeMrkdwn(text).length;
}
