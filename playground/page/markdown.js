// The `markdown` block: headings, lists, quotes, fences and the usual inline marks of standard Markdown.
import { h } from "./dom.js";
import { link } from "./link.js";
import { visible } from "./text.js";

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\s][^*]*)\*|(?<!\w)_([^_]+)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/;

/** Block-level nodes of a Markdown text. */
export function markdown(source) {
  const lines = source.split("\n");
  const nodes = [];
  while (lines.length > 0) nodes.push(nextNode(lines));
  return nodes.filter(Boolean);
}

function nextNode(lines) {
  const line = lines[0];
  if (line.trim() === "") return void lines.shift();
  if (line.startsWith("```")) return fence(lines);
  const heading = /^(#{1,6}) (.*)/.exec(line);
  if (heading) return lines.shift() && h(`h${Math.min(6, heading[1].length + 2)}`, {}, inline(heading[2]));
  if (/^(-{3,}|\*{3,})$/.test(line.trim())) return lines.shift() && h("hr");
  if (/^> ?/.test(line)) return h("blockquote", {}, inline(take(lines, /^> ?/).join("\n")));
  if (/^\s*[-*+] /.test(line))
    return h(
      "ul",
      {},
      take(lines, /^\s*[-*+] /).map((item) => h("li", {}, inline(item))),
    );
  if (/^\s*\d+[.)] /.test(line))
    return h(
      "ol",
      {},
      take(lines, /^\s*\d+[.)] /).map((item) => h("li", {}, inline(item))),
    );
  return h("p", {}, inline(paragraph(lines)));
}

function fence(lines) {
  lines.shift();
  const end = lines.findIndex((line) => line.startsWith("```"));
  const body = lines.splice(0, end < 0 ? lines.length : end);
  lines.shift();
  return h("pre", {}, visible(body.join("\n")));
}

function take(lines, mark) {
  const taken = [];
  while (lines.length > 0 && mark.test(lines[0])) taken.push(lines.shift().replace(mark, ""));
  return taken;
}

function paragraph(lines) {
  const taken = [lines.shift()];
  while (lines.length > 0 && !/^\s*$|^```|^#{1,6} |^> ?|^\s*[-*+] |^\s*\d+[.)] /.test(lines[0]))
    taken.push(lines.shift());
  return taken.join("\n");
}

function inline(text) {
  const match = INLINE.exec(text);
  if (!match) return text === "" ? [] : [visible(text)];
  return [
    ...inline(text.slice(0, match.index)),
    mark(match),
    ...inline(text.slice(match.index + match[0].length)),
  ];
}

function mark([, code, bold, bold2, strike, italic, italic2, label, address]) {
  if (code !== undefined) return h("code", {}, visible(code));
  if (label !== undefined) return link(address, visible(label));
  if (strike !== undefined) return h("s", {}, inline(strike));
  if (italic ?? italic2) return h("em", {}, inline(italic ?? italic2));
  return h("strong", {}, inline(bold ?? bold2));
}
