// Limits of buttons, menus, pickers and inputs.
import { at, fault, has, isObject, items, number, oneOf, type Spot, string } from "./check.ts";
import { choices, confirm, option, plainText } from "./composition.ts";

type Check = (spot: Spot) => void;

/** Where an element may stand. */
export type Place = "section" | "actions" | "input";

/** An interactive element (or the image of a section) in one of its places. */
export function element(spot: Spot, place: Place): void {
  if (!isObject(spot.value)) {
    fault(spot, "must be an object");
    return;
  }
  const type = String(spot.value.type);
  const check = ELEMENTS[type];
  if (!check || !PLACES[place].has(type)) {
    fault(at(spot, "type"), `unsupported type: ${type}`);
    return;
  }
  string(at(spot, "action_id"), { min: 1, max: 255 });
  confirm(at(spot, "confirm"));
  check(spot);
}

const button: Check = (spot) => {
  if (has(spot, "text")) plainText(at(spot, "text"), { max: 75 });
  string(at(spot, "value"), { max: 2_000 });
  string(at(spot, "url"), { max: 3_000 });
  string(at(spot, "accessibility_label"), { max: 75 });
  oneOf(at(spot, "style"), ["primary", "danger"]);
};

const picker: Check = (spot) => plainText(at(spot, "placeholder"), { max: 150 });

const manyPicker: Check = (spot) => {
  picker(spot);
  number(at(spot, "max_selected_items"), { min: 1, max: 100 });
};

const staticSelect: Check = (spot) => {
  manyPicker(spot);
  choices(spot);
  if (at(spot, "initial_option").value !== undefined) option(at(spot, "initial_option"));
};

const externalSelect: Check = (spot) => {
  manyPicker(spot);
  number(at(spot, "min_query_length"), { min: 0, max: 3_000 });
  if (at(spot, "initial_option").value !== undefined) option(at(spot, "initial_option"));
};

const fewChoices: Check = (spot) => {
  if (has(spot, "options"))
    items(at(spot, "options"), { min: 1, max: 10 }, (one) => option(one, { mrkdwn: true }));
};

const overflow: Check = (spot) => {
  if (has(spot, "options"))
    items(at(spot, "options"), { min: 1, max: 5 }, (one) => option(one, { url: true }));
};

const textInput: Check = (spot) => {
  picker(spot);
  number(at(spot, "min_length"), { min: 0, max: 3_000 });
  number(at(spot, "max_length"), { min: 1, max: 3_000 });
  const { min_length: min, max_length: max } = spot.value as { min_length?: number; max_length?: number };
  if (min !== undefined && max !== undefined && min > max)
    fault(at(spot, "min_length"), "must not exceed max_length");
};

const numberInput: Check = (spot) => {
  picker(spot);
  if (has(spot, "is_decimal_allowed")) oneOf(at(spot, "is_decimal_allowed"), [true, false]);
  const { min_value: min, max_value: max } = spot.value as { min_value?: string; max_value?: string };
  if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
    fault(at(spot, "min_value"), "must not exceed max_value");
  }
};

const datePicker: Check = (spot) => {
  picker(spot);
  const date = at(spot, "initial_date");
  if (date.value !== undefined && !/^\d{4}-\d\d-\d\d$/.test(String(date.value)))
    fault(date, "must be YYYY-MM-DD");
};

const timePicker: Check = (spot) => {
  picker(spot);
  const time = at(spot, "initial_time");
  if (time.value !== undefined && !/^\d\d:\d\d$/.test(String(time.value))) fault(time, "must be HH:mm");
};

const fileInput: Check = (spot) => number(at(spot, "max_files"), { min: 1, max: 10 });

/** An image; also a block and an element of context. */
export const image: Check = (spot) => {
  if (has(spot, "alt_text")) string(at(spot, "alt_text"), { min: 1, max: 2_000 });
  string(at(spot, "image_url"), { min: 1, max: 3_000 });
  const { image_url: url, slack_file: file } = spot.value as { image_url?: unknown; slack_file?: unknown };
  if (url === undefined && file === undefined) fault(spot, "missing required field: image_url");
};

const ELEMENTS: Readonly<Record<string, Check>> = {
  button,
  workflow_button: button,
  image,
  overflow,
  checkboxes: fewChoices,
  radio_buttons: fewChoices,
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  users_select: picker,
  multi_users_select: manyPicker,
  conversations_select: picker,
  multi_conversations_select: manyPicker,
  channels_select: picker,
  multi_channels_select: manyPicker,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: () => undefined,
  plain_text_input: textInput,
  number_input: numberInput,
  email_text_input: picker,
  url_text_input: picker,
  rich_text_input: picker,
  file_input: fileInput,
};

const MENUS = Object.keys(ELEMENTS).filter((type) =>
  /select|checkboxes|radio|datepicker|timepicker/.test(type),
);
const INPUTS = Object.keys(ELEMENTS).filter((type) => type.endsWith("_input"));

const PLACES: Readonly<Record<Place, ReadonlySet<string>>> = {
  section: new Set([
    "button",
    "workflow_button",
    "image",
    "overflow",
    ...MENUS.filter((one) => one !== "datetimepicker"),
  ]),
  actions: new Set(["button", "workflow_button", "overflow", "rich_text_input", ...MENUS]),
  input: new Set([...MENUS, ...INPUTS]),
};
