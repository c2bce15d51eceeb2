// Draws the sentences of a card: as rich text, as small print, or as a notification. Only people, channels and times are ours to parse.

import type { KnownBlock, RichTextElement } from "@slack/types";
import { isPerson, nameOf } from "#src/base/actor.ts";
import type { Piece, Sentence } from "#src/card/card.ts";
import {
  bold,
  channelMention,
  dayAndTimeOf,
  escapeMrkdwn,
  localTime,
  mention,
  mono,
  richText,
  timeOf,
  words,
} from "./message.ts";

export function elementsOf(sentence: Sentence): RichTextElement[] {
  return sentence.filter((piece) => piece !== "").map(elementOf);
}

function elementOf(piece: Piece): RichTextElement {
  if (typeof piece === "string") return words(piece);
  if ("bold" in piece) return bold(piece.bold);
  if ("code" in piece) return mono(piece.code);
  if ("channel" in piece) return channelMention(piece.channel);
  if ("at" in piece) return piece.day ? dayAndTimeOf(piece.at) : timeOf(piece.at);
  if (piece.who === "*") return words("every member");
  if (!isPerson(piece.who)) return words(nameOf(piece.who));
  return piece.who.startsWith("S") ? { type: "usergroup", usergroup_id: piece.who } : mention(piece.who);
}

/** A line each. */
export function linesOf(sentences: readonly Sentence[]): KnownBlock[] {
  const lines = sentences.map(elementsOf).filter(({ length }) => length > 0);
  if (lines.length === 0) return [];
  return [richText(...lines.flatMap((line, at) => (at > 0 ? [words("\n"), ...line] : line)))];
}

export function quoteOf(sentence: Sentence): KnownBlock {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_quote", elements: elementsOf(sentence) }],
  };
}

/** A line of small grey text. What is words alone is not parsed; words beside a person or a time are ours, and are escaped. */
export function smallPrintOf(sentences: readonly Sentence[]): KnownBlock {
  return {
    type: "context",
    elements: sentences.slice(0, 10).map((sentence) => {
      const isWords = sentence.every((piece) => typeof piece === "string");
      return isWords
        ? { type: "plain_text", text: sentence.join("") || "–", emoji: false }
        : { type: "mrkdwn", text: sentence.map(parsedOf).join(""), verbatim: true };
    }),
  };
}

/** For a notification; who is named in it is mentioned, other pieces are words. */
export function notificationOf(sentence: Sentence): string {
  return sentence.map((piece) => (isTime(piece) ? "" : parsedOf(piece))).join("");
}

function parsedOf(piece: Piece): string {
  if (typeof piece === "string") return escapeMrkdwn(piece);
  if ("bold" in piece) return escapeMrkdwn(piece.bold);
  if ("code" in piece) return escapeMrkdwn(piece.code);
  if ("channel" in piece) return `<#${piece.channel}>`;
  if ("at" in piece) return localTime(piece.at);
  if (piece.who === "*") return "every member";
  return piece.who.startsWith("S") ? `<!subteam^${piece.who}>` : `<@${piece.who}>`;
}

function isTime(piece: Piece): boolean {
  return typeof piece !== "string" && "at" in piece;
}
