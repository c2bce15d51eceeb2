// A field with a list below it: type to narrow, arrow keys to move, Enter or a click to pick, Escape to leave.
import { h, icon, setChildren } from "./dom.js";
import { icons } from "./icons.js";
import { openLayer } from "./menu.js";
import { plain } from "./mrkdwn.js";

const TYPING_PAUSE_MS = 120;
let lists = 0;

/**
 * @param {{ label: string, placeholder: string, source: ReturnType<typeof import("./options.js").optionSource>, pick: (option: object) => void }} parts
 * @returns {{ node: HTMLElement, show(option?: object): void }} `show` writes an option's text into the field
 */
export function combobox({ label, placeholder, source, pick }) {
  lists += 1;
  const id = `list-${lists}`;
  const input = h("input", {
    class: "select-input",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder,
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
  });
  const node = h("div", { class: "select" }, input, icon(icons.chevron));
  const list = h("div", { class: "layer listbox", role: "listbox", id, "aria-label": label });
  let layer;
  let shown = "";
  let active = -1;
  let asked = 0;

  function open() {
    if (layer) return;
    layer = openLayer(node, list, closed);
    input.setAttribute("aria-expanded", "true");
    load("");
  }
  function openAll() {
    open();
    input.select();
  }
  function closed() {
    layer = undefined;
    asked += 1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input.value = shown;
  }
  async function load(typed) {
    asked += 1;
    const mine = asked;
    if (typed.length < source.least) return say(`Type at least ${source.least} letters`);
    say("Loading…");
    const groups = await source.find(typed).catch((error) => [{ label: error.message, options: [] }]);
    if (mine === asked && layer) fill(groups);
  }
  function say(words) {
    setChildren(list, h("div", { class: "list-note" }, words));
    layer?.place();
  }
  function fill(groups) {
    const nodes = groups.flatMap((group) => [
      group.label && h("div", { class: "list-group" }, group.label),
      ...group.options.map(row),
    ]);
    if (!nodes.some((entry) => entry?.matches?.(".option, .list-group"))) return say("No results");
    setChildren(list, nodes);
    move(0, true);
    layer.place();
  }
  function row(option) {
    const note = option.description && h("span", { class: "option-note" }, plain(option.description));
    const entry = h("div", { class: "option", role: "option" }, h("span", {}, plain(option.text), note));
    entry.addEventListener("click", () => choose(option));
    entry.option = option;
    return entry;
  }
  function rows() {
    return [...list.querySelectorAll(".option")];
  }
  function move(step, absolute) {
    const all = rows();
    if (all.length === 0) return;
    active = absolute ? step : (active + step + all.length) % all.length;
    all.forEach((entry, index) => {
      entry.id = `${id}-${index}`;
      entry.setAttribute("aria-selected", String(index === active));
    });
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
  }
  function choose(option) {
    layer?.close();
    pick(option);
  }
  function onKey(event) {
    if (!layer) {
      if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) {
        event.preventDefault();
        openAll();
      }
      return;
    }
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape" || event.key === "Tab") layer.close();
    else if (event.key === "Enter" && rows()[active]) choose(rows()[active].option);
    else return;
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  }
  let timer;
  input.addEventListener("click", openAll);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => layer && !list.matches(":hover") && layer.close());
  input.addEventListener("input", () => {
    const typed = input.value;
    if (!layer) open();
    clearTimeout(timer);
    timer = setTimeout(() => load(typed), TYPING_PAUSE_MS);
  });
  return {
    node,
    show(option) {
      shown = option?.text?.text ?? "";
      input.value = shown;
    },
  };
}
