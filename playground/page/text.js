// Makes foreign text safe to read: Slack's three entities undone, characters that hide or reorder text made visible.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Undoes &amp; &lt; &gt; once, as Slack does, and no other entity. */
export function unescapeText(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** Shows control characters as pictures and direction marks by their number, since both can forge what a line says. */
export function visible(text) {
  return [...text]
    .map(pictureOf)
    .join("")
    .replace(BIDI, (mark) => `[U+${mark.codePointAt(0).toString(16).toUpperCase()}]`);
}

function pictureOf(character) {
  const code = character.codePointAt(0);
  if (character === "\n" || character === "\t") return character;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : character;
}
