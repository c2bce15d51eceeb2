// Images: shown when they come with the page, else as a card with their words, since the page loads nothing from elsewhere.
import { h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { visible } from "./text.js";

/** An image block or element. */
export function image(block) {
  const alt = visible(block.alt_text ?? "");
  const source = block.image_url ?? "";
  const title = block.title && h("figcaption", {}, plain(block.title));
  const picture = isLocal(source)
    ? h("img", { src: source, alt, loading: "lazy" })
    : placeholder(alt, source);
  return h("figure", { class: "image" }, title, picture);
}

function isLocal(source) {
  return (
    source.startsWith("data:image/") ||
    (source !== "" && new URL(source, location.href).origin === location.origin)
  );
}

function placeholder(alt, source) {
  return h(
    "span",
    { class: "image-card", role: "img", "aria-label": alt, title: visible(source) },
    icon(icons.picture),
    alt,
  );
}
