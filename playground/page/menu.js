// Pop-up lists: placed at their button, above dialogs, closed by Escape, a choice, or a click elsewhere.
import { h } from "./dom.js";

const GAP_PX = 4;
const EDGE_PX = 8;

/**
 * Shows a layer below (or, where there is no room, above) an anchor. It stands inside the anchor's dialog, else it were inert.
 * @returns {{ close: () => void, place: () => void }}
 */
export function openLayer(anchor, content, onClose = () => {}) {
  content.setAttribute("popover", "manual");
  (anchor.closest("dialog") ?? document.body).append(content);
  content.showPopover();
  const place = () => placeAt(anchor, content);
  const outside = (event) => {
    if (!content.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const scrolled = (event) => {
    if (!content.contains(event.target)) place();
  };
  function close() {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", scrolled, true);
    content.remove();
    onClose();
  }
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("scroll", scrolled, true);
  place();
  return { close, place };
}

/** A menu of commands under a button; arrow keys move, Enter picks. */
export function openMenu(anchor, entries) {
  const items = entries.map((entry) => {
    const note = entry.note && h("span", { class: "option-note" }, entry.note);
    return h(
      "button",
      { type: "button", role: "menuitem", class: "option", onclick: (event) => pick(entry, event) },
      h("span", {}, entry.nodes, note),
    );
  });
  const menu = h(
    "div",
    { class: "layer menu", role: "menu", onkeydown: (event) => moveFocus(event, items, dismiss) },
    items,
  );
  const layer = openLayer(anchor, menu, () => anchor.setAttribute("aria-expanded", "false"));
  anchor.setAttribute("aria-expanded", "true");
  items[0]?.focus();
  function dismiss() {
    layer.close();
    anchor.focus();
  }
  function pick(entry, event) {
    dismiss();
    entry.pick(event);
  }
}

function moveFocus(event, items, dismiss) {
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") dismiss();
  else if (step) items.at((at + step) % items.length)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function placeAt(anchor, content) {
  const box = anchor.getBoundingClientRect();
  content.style.minWidth = `${box.width}px`;
  const { width, height } = content.getBoundingClientRect();
  const below = box.bottom + GAP_PX + height <= window.innerHeight - EDGE_PX || box.top < height;
  content.style.top = `${Math.max(EDGE_PX, below ? box.bottom + GAP_PX : box.top - GAP_PX - height)}px`;
  content.style.left = `${Math.max(EDGE_PX, Math.min(box.left, window.innerWidth - width - EDGE_PX))}px`;
}
