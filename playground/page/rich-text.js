// Rich text: nothing in it is parsed, which is why a bot puts untrusted words there.
import { formatDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./link.js";
import { broadcast, channel, group, person } from "./mention.js";
import { visible } from "./text.js";

const CONTAINERS = {
  rich_text_section: (part, names) => h("div", { class: "rich-section" }, inlines(part.elements, names)),
  rich_text_preformatted: (part, names) => h("pre", {}, inlines(part.elements, names)),
  rich_text_quote: (part, names) => h("blockquote", {}, inlines(part.elements, names)),
  rich_text_list: list,
};

const INLINES = {
  text: (item) => styled(visible(item.text), item.style),
  link: (item) => styled(link(item.url, visible(item.text ?? item.url)), item.style),
  emoji: (item) =>
    item.unicode && emoji(item.name) === `:${item.name}:` ? fromUnicode(item.unicode) : emoji(item.name),
  user: (item, names) => styled(person(item.user_id, undefined, names), item.style),
  usergroup: (item, names) => group(item.usergroup_id, undefined, names),
  channel: (item, names) => channel(item.channel_id, undefined, names),
  team: (item) => h("span", { class: "mention" }, `@${item.team_id}`),
  broadcast: (item) => broadcast(item.range),
  date: (item) => date(item),
  color: (item) => h("code", {}, visible(item.value)),
};

/** A rich_text block or table cell. */
export function richText(block, names) {
  return (block.elements ?? []).map((part) => (CONTAINERS[part.type] ?? unknown)(part, names));
}

function list(part, names) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && part.offset ? part.offset + 1 : undefined;
  const items = part.elements.map((item) => h("li", {}, inlines(item.elements, names)));
  return h(tag, { class: `rich-list indent-${Math.min(8, part.indent ?? 0)}`, start }, items);
}

function inlines(elements, names) {
  return elements.map((item) => (INLINES[item.type] ?? unknown)(item, names));
}

function styled(node, style = {}) {
  const tags = [
    style.code && "code",
    style.bold && "strong",
    style.italic && "em",
    style.strike && "s",
    style.underline && "u",
  ];
  return tags.filter(Boolean).reduce((inner, tag) => h(tag, {}, inner), node);
}

function date(item) {
  const stamp = { class: "date", "data-seconds": item.timestamp, "data-format": item.format };
  const node = h(
    "time",
    stamp,
    formatDate(item.timestamp, item.format ?? "") ?? visible(item.fallback ?? ""),
  );
  return item.url ? link(item.url, node) : node;
}

function fromUnicode(codes) {
  return String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16)));
}

function unknown(part) {
  return h("span", { class: "unknown" }, `This page cannot draw “${part.type}”`);
}
