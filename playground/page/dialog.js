// A modal dialog on the browser's own <dialog>, which traps the focus and closes on Escape.
import { h, icon } from "./dom.js";
import { icons } from "./icons.js";

/**
 * @param {{ title: unknown, body: unknown, foot: unknown, onClose: () => void, className?: string }} parts
 * @returns {HTMLDialogElement} not shown yet
 */
export function dialog({ title, body, foot, onClose, className = "" }) {
  const heading = h("h2", { id: `title-${Math.random().toString(36).slice(2)}` }, title);
  const cross = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", onclick: onClose },
    icon(icons.close),
  );
  const node = h(
    "dialog",
    { class: `modal ${className}`, "aria-labelledby": heading.id, "aria-modal": "true" },
    h("header", { class: "modal-head" }, heading, cross),
    h("div", { class: "modal-body" }, body),
    foot && h("footer", { class: "modal-foot" }, foot),
  );
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    onClose();
  });
  return node;
}
