// The rules of table blocks.
import { at, fault, has, isObject, items, length, oneOf, type Spot } from "./check.ts";
import { richText } from "./rich-text.ts";

/** Over all tables of a message. */
export const TABLE_CHARACTERS_LIMIT = 10_000;

const CELLS = ["raw_text", "raw_number", "rich_text"];

export function table(spot: Spot): void {
  if (!has(spot, "rows")) return;
  const { rows } = spot.value as { rows: unknown };
  const width = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
  items(at(spot, "rows"), { min: 1, max: 100 }, (row) => {
    items(row, { min: 1, max: 20 }, cell);
    if (Array.isArray(row.value) && row.value.length !== width)
      fault(row, `must have ${width} cells like the first row`);
  });
  items(at(spot, "column_settings"), { max: 20 }, (column) => {
    oneOf(at(column, "align"), ["left", "center", "right"]);
    oneOf(at(column, "is_wrapped"), [true, false]);
  });
  if (tableCharacters(spot.value) > TABLE_CHARACTERS_LIMIT) {
    fault(at(spot, "rows"), `must be less than ${TABLE_CHARACTERS_LIMIT + 1} characters`);
  }
}

function cell(spot: Spot): void {
  const type = isObject(spot.value) ? String(spot.value.type) : "nothing";
  if (!CELLS.includes(type)) {
    fault(at(spot, "type"), `unsupported type: ${type}`);
    return;
  }
  if (type === "rich_text") {
    richText(spot);
    return;
  }
  const key = type === "raw_number" ? "value" : "text";
  if (has(spot, key) && at(spot, key).value === "") fault(at(spot, key), "must be more than 0 characters");
}

/** The characters in the cells of a table. */
export function tableCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + tableCharacters(item), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === "string" ? length(value.text) : 0;
  return own + tableCharacters(value.rows) + tableCharacters(value.elements);
}
