// The clock at the top: what time it is for the bot, and buttons that let minutes pass in seconds.
import { clock, timeNow } from "./dates.js";
import { h } from "./dom.js";

const LEAPS = [1, 3, 10];

/** Fills the choice of how much time passes; `leap` takes minutes and resolves when they are over. */
export function leapButtons(leap) {
  return LEAPS.map((minutes) =>
    h(
      "button",
      { type: "button", class: "leap", onclick: () => leap(minutes) },
      minutes === 1 ? "1 minute" : `${minutes} minutes`,
    ),
  );
}

/** "14:07" as the bot reads it. */
export function showTime(root) {
  const words = clock(timeNow() / 1000);
  if (root.textContent !== words) root.textContent = words;
}
