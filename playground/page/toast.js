// A short notice at the bottom of the window.
import { h } from "./dom.js";

const SHOWN_MS = 6_000;

/** Shows a sentence for a few seconds, above dialogs too. */
export function toast(text) {
  const notice = h("div", { class: "toast", role: "alert", popover: "manual" }, text);
  document.body.append(notice);
  notice.showPopover();
  setTimeout(() => notice.remove(), SHOWN_MS);
}
