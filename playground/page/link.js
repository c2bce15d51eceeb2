// Links that a message may carry: web and mail addresses only, and links to a message open it on this page.
import { h } from "./dom.js";
import { unescapeText, visible } from "./text.js";

const PERMALINK = /\/archives\/(\w+)(?:\/p(\d{10})(\d{6}))?/;

/** An anchor, or the plain words when the address is of a kind that a browser might run. */
export function link(address, label) {
  const shown = typeof label === "string" ? visible(unescapeText(label)) : label;
  if (!/^(https?|mailto):/i.test(address)) return typeof label === "string" ? `<${visible(address)}>` : label;
  const place = permalink(address);
  if (place) return h("a", { href: "#", onclick: (event) => goTo(event, place) }, shown);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, shown);
}

/** Where a link to a channel or a message points in this workspace. */
export function permalink(address) {
  const match = PERMALINK.exec(address);
  if (!match) return undefined;
  return { channel: match[1], ...(match[2] ? { ts: `${match[2]}.${match[3]}` } : {}) };
}

/** Asks the page to show a channel or a message. */
export function goTo(event, place) {
  event.preventDefault();
  event.target.dispatchEvent(new CustomEvent("goto", { bubbles: true, detail: place }));
}
