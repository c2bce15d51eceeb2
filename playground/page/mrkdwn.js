// Renders Slack's mrkdwn to DOM nodes: a message's text, and every `mrkdwn` object in a block.
import { formatDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./link.js";
import { mention } from "./mention.js";
import { unescapeText, visible } from "./text.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
const ANGLE = /<([^<>\n]+)>/y;
const CODE = /`([^`\n]+)`/y;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-\d:)?/y;
const BARE_URL = /https?:\/\/[^\s<>|`]+[^\s<>|`.,;:!?)\]}'"*_~]/y;
// Keeps a hostile line from freezing the page: styles nest no deeper.
const DEEPEST = 6;
const STYLES = { "*": "strong", _: "em", "~": "s" };

/**
 * @param {string} source as Slack stores it: escaped, with <...> for links and mentions
 * @param {import("./names.js").Names} names looks up people and channels
 * @param {{ verbatim?: boolean }} [options] verbatim text gets no links of its own
 */
export function mrkdwn(source, names, options = {}) {
  const fence = FENCE.exec(source);
  if (!fence) return quoted(source, names, options);
  const before = source.slice(0, fence.index).replace(/\n$/, "");
  const after = source.slice(fence.index + fence[0].length).replace(/^\n/, "");
  return [
    before === "" ? [] : quoted(before, names, options),
    h("pre", {}, raw(fence[1], names)),
    after === "" ? [] : mrkdwn(after, names, options),
  ].flat();
}

/** A text object of either kind. */
export function text(object, names) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, names, object) : plain(object);
}

/** Text that keeps only short codes, for plain_text objects. */
export function plain(object) {
  if (object?.emoji === false) return [visible(unescapeText(object.text))];
  return pieces(object?.text ?? "", [emojiAt]);
}

function quoted(text, names, options) {
  const every = /^(?:&gt;|>){3}\s?/.exec(text);
  if (every) return [h("blockquote", {}, inline(text.slice(every[0].length), names, options))];
  return runs(text.split("\n")).flatMap((run, index) => {
    const words = inline(run.lines.join("\n"), names, options);
    if (run.quote) return [h("blockquote", {}, words)];
    return index > 0 && words.length > 0 ? [h("span", { class: "after-quote" }, words)] : words;
  });
}

// Neighbouring lines that are all quoted, or all not.
function runs(lines) {
  const found = [];
  for (const line of lines) {
    const mark = /^(?:&gt;|>)\s?/.exec(line);
    const last = found.at(-1);
    const content = mark ? line.slice(mark[0].length) : line;
    if (last && last.quote === Boolean(mark)) last.lines.push(content);
    else found.push({ quote: Boolean(mark), lines: [content] });
  }
  return found;
}

function inline(text, names, options) {
  const angle = (source, at) => angleAt(source, at, names);
  const code = (source, at) => codeAt(source, at, names);
  const depth = options.depth ?? 0;
  const inner = (words) => inline(words, names, { ...options, depth: depth + 1 });
  const closing = closingsIn(text);
  const styled = (source, at) => (depth < DEEPEST ? styledAt(source, at, { inner, closing }) : undefined);
  return pieces(text, [code, angle, styled, emojiAt, ...(options.verbatim ? [] : [bareUrlAt])]);
}

// Slack resolves <...> even inside code, so a broadcast hidden there must show here too.
function raw(text, names) {
  return pieces(text, [(source, at) => angleAt(source, at, names)]);
}

// Walks the text; each reader says what it found at a place, the rest stays text.
function pieces(text, readers) {
  const nodes = [];
  let plainFrom = 0;
  for (let at = 0; at < text.length; ) {
    const hit = firstHit(readers, text, at);
    if (!hit) {
      at += 1;
      continue;
    }
    if (at > plainFrom) nodes.push(visible(unescapeText(text.slice(plainFrom, at))));
    nodes.push(hit.node);
    at += hit.length;
    plainFrom = at;
  }
  if (plainFrom < text.length) nodes.push(visible(unescapeText(text.slice(plainFrom))));
  return nodes;
}

function firstHit(readers, text, at) {
  for (const reader of readers) {
    const hit = reader(text, at);
    if (hit) return hit;
  }
  return undefined;
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function codeAt(text, at, names) {
  const match = text[at] === "`" && matchAt(CODE, text, at);
  return match && { node: h("code", {}, raw(match[1], names)), length: match[0].length };
}

function emojiAt(text, at) {
  const match = text[at] === ":" && matchAt(EMOJI, text, at);
  if (!match) return undefined;
  const node = emoji(match[1]);
  return typeof node === "string" ? undefined : { node, length: match[0].length };
}

function bareUrlAt(text, at) {
  const match = text[at] === "h" && !/\w/.test(text[at - 1] ?? "") && matchAt(BARE_URL, text, at);
  return match && { node: link(unescapeText(match[0]), match[0]), length: match[0].length };
}

function styledAt(text, at, { inner, closing }) {
  const tag = STYLES[text[at]];
  if (!tag || /[\w*~]/.test(text[at - 1] ?? "") || /\s|^$/.test(text[at + 1] ?? "")) return undefined;
  const end = closing(at);
  if (end === undefined) return undefined;
  return { node: h(tag, {}, inner(text.slice(at + 1, end))), length: end + 1 - at };
}

/** Where the mark at a place ends its style, on the same line. Asked from left to right, so that all of it costs one walk. */
function closingsIn(text) {
  const ends = { "*": [], _: [], "~": [] };
  const next = { "*": 0, _: 0, "~": 0 };
  let lineEnd = -1;
  for (const { 1: mark, index } of text.matchAll(/(?<=\S)([*_~])(?!\w)/g)) ends[mark].push(index);
  return (at) => {
    const mark = text[at];
    if (lineEnd < at) lineEnd = placeOf("\n", text, at);
    while (ends[mark][next[mark]] < at + 2) next[mark] += 1;
    const end = ends[mark][next[mark]];
    return end < lineEnd ? end : undefined;
  };
}

/** The text's end where there is none. */
function placeOf(character, text, from) {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

function angleAt(text, at, names) {
  const match = text[at] === "<" && matchAt(ANGLE, text, at);
  if (!match) return undefined;
  const node = reference(match[1], names);
  return node && { node, length: match[0].length };
}

function reference(body, names) {
  const [target, label] = splitOnce(body, "|");
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (/^[@#!]/.test(target)) return mention(target, label, names);
  return link(unescapeText(target), label ?? target, names);
}

function dateNode(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const stamp = {
    class: "date",
    "data-seconds": seconds,
    "data-format": format,
    title: new Date(seconds * 1000),
  };
  const shown = formatDate(Number(seconds), format ?? "") ?? visible(unescapeText(fallback ?? ""));
  const node = h("time", stamp, shown);
  return url ? link(url, node) : node;
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
