// The app's home tab.
import { blocks } from "./blocks.js";
import { h, setChildren } from "./dom.js";
import { surfaceOf } from "./surface.js";
import { keepFocus } from "./sync.js";

let signature;

/** Draws state.home; before the bot has published one, says so. */
export function showHome(pane, state, names) {
  const next = JSON.stringify([state.home, state.as, state.people]);
  if (next === signature) return;
  signature = next;
  const surface = surfaceOf({ names, where: { home: true } });
  const empty = h("p", { class: "home-empty" }, `${state.bot.name} has not published its home yet.`);
  keepFocus(pane, () =>
    setChildren(
      pane,
      h("div", { class: "home blocks" }, state.home ? blocks(state.home.blocks, surface) : empty),
    ),
  );
}
