// Makes foreign text safe to read: Slack's three entities undone, characters that hide or reorder text made visible.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const HIDDEN = /(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** Undoes &amp; &lt; &gt; once, as Slack does, and no other entity. */
export function unescapeText(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** Shows control characters and direction marks by their number, since both can forge what a line says. */
export function visible(text) {
  return text.replaceAll("\r\n", "\n").replace(HIDDEN, numberOf);
}

function numberOf(mark) {
  return `[U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
