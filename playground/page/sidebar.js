// The left side: the workspace, its channels, the direct message with the bot, the bot's home.
import { wheel } from "./avatar.js";
import { h, icon, setChildren } from "./dom.js";
import { icons } from "./icons.js";
import { keepFocus } from "./sync.js";

/**
 * @param {HTMLElement} root
 * @param {object} state ConsoleState
 * @param {{ at: string, unread: (channel: object) => number, go: (at: string) => void }} view `at` is a channel's id or "home"
 */
export function showSidebar(root, state, view) {
  const channels = state.channels.filter(({ kind }) => kind === "channel");
  const direct = state.channels.filter(({ kind }) => kind === "im");
  const home = { id: "home" };
  const groups = [
    group(
      "Channels",
      channels.map((channel) => entry(channel, channel.name, h("span", { class: "hash" }, "#"), view)),
    ),
    group(
      "Direct messages",
      direct.map((channel) => entry(channel, state.bot.name, botMark(state), view)),
    ),
    group("Apps", [entry(home, `${state.bot.name} home`, icon(icons.home), view)]),
  ];
  keepFocus(root, () => setChildren(root, groups));
}

function group(title, entries) {
  return h("section", { class: "side-group" }, h("h2", {}, title), entries);
}

function entry(channel, name, mark, view) {
  const unread = channel.messages ? view.unread(channel) : 0;
  const here = view.at === channel.id;
  const kind = ["side-entry", here && "here", unread > 0 && "unread"].filter(Boolean).join(" ");
  const count = unread > 0 && h("span", { class: "unread-count", "aria-label": `${unread} new` }, unread);
  const props = {
    type: "button",
    class: kind,
    "data-at": channel.id,
    "data-action": channel.id,
    "aria-current": here ? "page" : undefined,
    onclick: () => view.go(channel.id),
  };
  return h("button", props, mark, h("span", { class: "side-name" }, name), count);
}

function botMark(state) {
  const up = state.bot.connections > 0;
  return h("span", { class: "side-bot" }, wheel(), h("span", { class: up ? "presence up" : "presence" }));
}
