// What a newcomer may try; a click types it into the composer.
import { avatar } from "./avatar.js";
import { h } from "./dom.js";

const IN_CHANNEL = [
  ["/k8s status", "the verdict first, then every node"],
  ["/k8s help", "all commands, and who may use them"],
  ["@{bot} pod list --unhealthy", "a mention works in channels and threads"],
];
const IN_DIRECT = [
  ["status", "no slash and no mention needed here"],
  ["help", "all commands, and who may use them"],
  ["pod list --unhealthy", "only what needs somebody"],
];

/** The welcome of an empty channel. */
export function hints(channel, state, names, onPick) {
  const direct = channel.kind === "im";
  const simulated = state.scenarios.length > 0;
  const title = direct ? `This is you and ${state.bot.name}` : `Welcome to #${channel.name}`;
  const lines = (direct ? IN_DIRECT : IN_CHANNEL).map(([line, why]) => [
    line.replace("{bot}", state.bot.name.toLowerCase()),
    why,
  ]);
  return h(
    "div",
    { class: "welcome" },
    avatar(names.bot, names),
    h("h2", {}, title),
    h(
      "p",
      {},
      `${state.bot.name} looks after ${simulated ? "the simulated" : "your own"} cluster. Ask it something:`,
    ),
    h(
      "div",
      { class: "hint-list" },
      lines.map(([line, why]) => hint(line, why, onPick)),
    ),
    simulated ? tryThis() : "",
  );
}

function hint(line, why, onPick) {
  return h(
    "button",
    { type: "button", class: "hint", onclick: () => onPick(line) },
    h("code", {}, line),
    h("span", {}, why),
  );
}

/** From the breakage to the all-clear, in the order that somebody meets them. */
function tryThis() {
  return h(
    "ol",
    { class: "try-list" },
    h("li", {}, "Now ", opener("scenarios", "break something"), ", the Raspberry Pi say, and ask again."),
    h("li", {}, "Then ", opener("clock", "let 3 minutes pass"), ": the bot tells #alerts by itself."),
    h("li", {}, "Take it there, or let more time pass: nobody took it, so it calls @sre."),
    h("li", {}, "Mend it and let time pass: it says that it is over."),
  );
}

function opener(popover, words) {
  return h("button", { type: "button", class: "link-button", popovertarget: popover }, words);
}
