// Menus with one or several choices.
import { combobox } from "./combobox.js";
import { h, icon, setChildren } from "./dom.js";
import { icons } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { optionSource, stored } from "./options.js";
import { keep, kept } from "./surface.js";

/** static_select, external_select, users_select, conversations_select, channels_select. */
export function select(item, context) {
  const { at, surface, send, label } = context;
  const source = optionSource(item, surface, at);
  const words = label ?? item.placeholder?.text ?? "Choose an option";
  let chosen = source.before(kept(surface, at))[0];
  const box = combobox({
    label: words,
    placeholder: item.placeholder?.text ?? "Choose an option",
    source,
    pick,
  });
  const store = () => keep(surface, at, stored(item, chosen ? [chosen] : []));
  async function pick(option) {
    const before = chosen;
    chosen = option;
    store();
    box.show(option);
    if (await send(box.node, source.payload(option))) return;
    chosen = before;
    store();
    box.show(before);
  }
  box.show(chosen);
  store();
  return box.node;
}

/** The same, with several choices shown as chips. */
export function multiSelect(item, context) {
  const { at, surface, send, label } = context;
  const source = optionSource(item, surface, at);
  let chosen = source.before(kept(surface, at));
  const chips = h("div", { class: "chips" });
  const box = combobox({
    label: label ?? "Choose options",
    placeholder: item.placeholder?.text ?? "Choose options",
    source,
    pick: add,
  });
  const node = h("div", { class: "multi" }, chips, box.node);
  function add(option) {
    if (chosen.length >= (item.max_selected_items ?? Number.POSITIVE_INFINITY)) return;
    update([...chosen.filter(({ value }) => value !== option.value), option]);
    box.show(undefined);
  }
  function update(next) {
    chosen = next;
    draw();
    send(
      node,
      chosen.map((option) => source.payload(option)),
    );
  }
  function draw() {
    setChildren(
      chips,
      chosen.map((option) => chip(option, () => update(chosen.filter((other) => other !== option)))),
    );
    keep(surface, at, stored(item, chosen));
  }
  draw();
  return node;
}

function chip(option, remove) {
  const cross = h(
    "button",
    { type: "button", class: "chip-remove", "aria-label": `Remove ${option.text.text}`, onclick: remove },
    icon(icons.close),
  );
  return h("span", { class: "chip" }, plain(option.text), cross);
}
