// Interactive elements: each draws itself, remembers its value, and sends an action where Slack would.
import { confirmFirst } from "./confirm.js";
import { h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { image } from "./image.js";
import { goTo, permalink } from "./link.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { multiSelect, select } from "./select.js";
import { act, keep, kept } from "./surface.js";
import { textField, timeField } from "./text-fields.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: button,
  overflow,
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: multiSelect,
  multi_external_select: multiSelect,
  multi_users_select: multiSelect,
  multi_conversations_select: multiSelect,
  multi_channels_select: multiSelect,
  checkboxes: choices,
  radio_buttons: choices,
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  rich_text_input: textField,
  datepicker: timeField,
  timepicker: timeField,
  datetimepicker: timeField,
  image: (item) => image(item),
};

/**
 * @param {object} item the element as it stands in the block
 * @param {string} block its block's id
 * @param {import("./surface.js").Surface} surface
 * @param {{ dispatch?: boolean, label?: string, describedBy?: string }} [options] `dispatch: false` inside an input block
 */
export function element(item, block, surface, options = {}) {
  const at = { block, action: item.action_id };
  const draw = Object.hasOwn(ELEMENTS, item.type) ? ELEMENTS[item.type] : unknown;
  const node = draw(item, { at, surface, ...options, send: sender(item, at, surface, options) });
  node.dataset.block = block;
  if (item.action_id) node.dataset.action = item.action_id;
  return node;
}

// Asks the element's own question first, if it has one; inside an input block nothing is sent unless the block says so.
function sender(item, at, surface, { dispatch = true }) {
  return async (control, selected) => {
    if (!dispatch) return true;
    if (item.confirm && !(await confirmFirst(item.confirm, surface.names))) return false;
    await act(surface, at, control, selected);
    return true;
  };
}

function button(item, { send }) {
  const style = ["primary", "danger"].includes(item.style) ? item.style : "plain";
  const words = item.text ? plain(item.text) : item.icon;
  const label = item.accessibility_label;
  const node = h(
    "button",
    { type: "button", class: `button ${style}`, "aria-label": label, title: label },
    h("span", {}, words),
  );
  node.addEventListener("click", async (event) => {
    if (node.classList.contains("busy")) return;
    if ((await send(node)) && item.url) follow(event, item.url);
  });
  return node;
}

function follow(event, url) {
  const place = permalink(url);
  if (place) return goTo(event, place);
  if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

function overflow(item, { send }) {
  const node = h(
    "button",
    { type: "button", class: "button plain overflow", "aria-haspopup": "menu", "aria-label": "More actions" },
    icon(icons.more),
  );
  const entries = item.options.map((option) => ({
    nodes: plain(option.text),
    note: option.description && plain(option.description),
    pick: async (event) => {
      if ((await send(node, option)) && option.url) follow(event, option.url);
    },
  }));
  node.addEventListener("click", () => openMenu(node, entries));
  return node;
}

// Checkboxes and radio buttons.
function choices(item, { at, surface, send, label }) {
  const many = item.type === "checkboxes";
  const chosen = new Set((chosenBefore(item, kept(surface, at)) ?? []).map(({ value }) => value));
  const group = h("div", {
    class: "choices",
    role: many ? "group" : "radiogroup",
    "aria-label": label ?? "Choices",
  });
  const read = () => item.options.filter(({ value }) => chosen.has(value));
  const store = () =>
    keep(surface, at, {
      type: item.type,
      ...(many ? { selected_options: read() } : { selected_option: read()[0] ?? null }),
    });
  const name = `choice-${at.block}-${at.action}-${Math.random()}`;
  for (const option of item.options) {
    const box = h("input", { type: many ? "checkbox" : "radio", name, checked: chosen.has(option.value) });
    box.addEventListener("change", () => {
      if (!many) chosen.clear();
      if (box.checked) chosen.add(option.value);
      else chosen.delete(option.value);
      store();
      send(group, many ? read() : option);
    });
    const note = option.description && h("span", { class: "choice-note" }, plain(option.description));
    group.append(h("label", { class: "choice" }, box, h("span", {}, plain(option.text), note)));
  }
  store();
  return group;
}

function chosenBefore(item, before) {
  if (!before) return item.initial_options ?? (item.initial_option && [item.initial_option]);
  return before.selected_options ?? (before.selected_option ? [before.selected_option] : []);
}

function unknown(item) {
  return h("div", { class: "unknown" }, `This page cannot draw an element of type “${item.type}”`);
}
