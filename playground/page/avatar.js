// A person's square with an initial, and the bot's ship's wheel.
import { h, svg } from "./dom.js";

const COLOURS = ["#1d7a8c", "#b4552d", "#6a4fb3", "#2f7d4f", "#a63d6f", "#3b6fb5", "#8a6d1f"];
const WHEEL = "M10 1.8v16.4M1.8 10h16.4M4.2 4.2l11.6 11.6M15.8 4.2L4.2 15.8";

/** A picture for whoever wrote something. */
export function avatar(id, names) {
  if (id === names.bot) return h("span", { class: "avatar bot", "aria-hidden": "true" }, wheel());
  const name = names.person(id) ?? id;
  const picture = h("span", { class: "avatar", "aria-hidden": "true" }, [...name][0]?.toUpperCase() ?? "?");
  picture.style.background = COLOURS[hash(id) % COLOURS.length];
  return picture;
}

/** The ship's wheel that stands for the bot. */
export function wheel() {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", class: "wheel" },
    svg("path", { d: WHEEL }),
    svg("circle", { cx: 10, cy: 10, r: 5.4 }),
    svg("circle", { cx: 10, cy: 10, r: 1.6, class: "hub" }),
  );
}

function hash(id) {
  return [...id].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 9973, 7);
}
