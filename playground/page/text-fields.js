// Fields for text, numbers, dates and times.
import { h } from "./dom.js";
import { keep, kept } from "./surface.js";

const INPUT_TYPES = { number_input: "number", email_text_input: "email", url_text_input: "url" };
const TIMES = {
  datepicker: { type: "date", key: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", key: "selected_time", initial: "initial_time" },
  datetimepicker: { type: "datetime-local", key: "selected_date_time", initial: "initial_date_time" },
};

/** plain_text_input, number_input, email_text_input, url_text_input, rich_text_input. */
export function textField(item, { at, surface, send, label, describedBy, dispatch }) {
  const many = item.multiline || item.type === "rich_text_input";
  const field = h(many ? "textarea" : "input", {
    class: "field-input",
    type: many ? undefined : (INPUT_TYPES[item.type] ?? "text"),
    rows: many ? 4 : undefined,
    step: item.type === "number_input" ? (item.is_decimal_allowed ? "any" : 1) : undefined,
    min: item.min_value,
    max: item.max_value,
    placeholder: item.placeholder?.text,
    autocomplete: "off",
    spellcheck: "false",
    autofocus: item.focus_on_load,
    "aria-label": label,
    "aria-describedby": describedBy,
    value: textBefore(item, kept(surface, at)),
  });
  const store = () => keep(surface, at, typed(item, field.value));
  field.addEventListener("input", store);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || many || dispatch === false) return;
    event.preventDefault();
    send(field, field.value);
  });
  store();
  return field;
}

/** datepicker, timepicker, datetimepicker. */
export function timeField(item, { at, surface, send, label }) {
  const { type, key, initial } = TIMES[item.type];
  const before = kept(surface, at)?.[key] ?? item[initial] ?? "";
  const shown = item.type === "datetimepicker" && before ? localMinutes(before) : before;
  const field = h("input", {
    class: "field-input time",
    type,
    "aria-label": label ?? item.placeholder?.text ?? type,
    value: shown,
  });
  const read = () =>
    field.value === "" ? null : item.type === "datetimepicker" ? Date.parse(field.value) / 1000 : field.value;
  const store = () => keep(surface, at, { type: item.type, [key]: read() });
  field.addEventListener("change", () => {
    store();
    send(field, read());
  });
  store();
  return field;
}

function textBefore(item, before) {
  if (before) return before.value ?? before.text ?? "";
  return typeof item.initial_value === "string" ? item.initial_value : "";
}

function typed(item, value) {
  if (item.type !== "rich_text_input") return { type: item.type, value: value === "" ? null : value };
  const section = { type: "rich_text_section", elements: [{ type: "text", text: value }] };
  return { type: item.type, text: value, rich_text_value: { type: "rich_text", elements: [section] } };
}

function localMinutes(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.toLocaleDateString("sv-SE")}T${date.toLocaleTimeString("sv-SE").slice(0, 5)}`;
}
