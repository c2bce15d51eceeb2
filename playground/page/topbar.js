// The top: who you are, what to break, and how the bot is connected.
import { avatar } from "./avatar.js";
import { h, icon, setChildren } from "./dom.js";
import { icons } from "./icons.js";
import { syncList } from "./sync.js";

/** Fills the person picker; the bot itself cannot be picked. */
export function showPicker(root, state, names, onPick) {
  const people = state.people.filter(({ id }) => id !== state.bot.id);
  const signature = JSON.stringify([people, state.as]);
  const render = () => {
    const options = people.map(({ id, name, label }) =>
      h("option", { value: id, selected: id === state.as }, `${name} (${label})`),
    );
    const select = h(
      "select",
      {
        id: "person",
        "data-action": "person",
        "aria-label": "You are",
        onchange: (event) => onPick(event.target.value),
      },
      options,
    );
    return h(
      "label",
      { class: "picker" },
      avatar(state.as, names),
      h("span", { class: "picker-words" }, "You are:"),
      select,
      icon(icons.chevron),
    );
  };
  syncList(root, [{ key: "picker", signature, render }]);
}

/** Says how many connections the bot holds. */
export function showConnection(root, state, live) {
  const count = state.bot.connections;
  const words = count === 0 ? `${state.bot.name} is not connected` : `${state.bot.name} connected (${count})`;
  const shown = live ? words : "Playground stopped: reconnecting…";
  root.classList.toggle("down", count === 0 || !live);
  root.title = shown;
  setChildren(root, h("span", { class: "dot" }), h("span", { class: "connection-words" }, shown));
}

/** Fills the list of scenarios; each is a switch. */
export function showScenarios({ list, badge }, state, onToggle) {
  const active = state.scenarios.filter((scenario) => scenario.active).length;
  badge.textContent = active > 0 ? String(active) : "";
  badge.hidden = active === 0;
  syncList(
    list,
    state.scenarios.map((scenario) => ({
      key: scenario.name,
      signature: JSON.stringify(scenario),
      render: () => scenarioView(scenario, onToggle),
    })),
  );
}

function scenarioView(scenario, onToggle) {
  const props = {
    type: "button",
    class: "scenario",
    role: "switch",
    "aria-checked": String(scenario.active),
    "data-action": scenario.name,
  };
  const words = h(
    "span",
    { class: "scenario-words" },
    h("strong", {}, scenario.title),
    h("span", {}, scenario.description),
  );
  const node = h(
    "button",
    { ...props, onclick: () => onToggle(scenario, node) },
    words,
    h("span", { class: "switch" }),
  );
  return node;
}
