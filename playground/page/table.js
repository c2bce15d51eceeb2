// Tables: first row is the header; columns may align and wrap; narrow screens scroll sideways.
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./rich-text.js";
import { visible } from "./text.js";

/** A `table` or `data_table` block. */
export function table(block, names) {
  const [header = [], ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const caption =
    block.caption &&
    h("caption", {}, typeof block.caption === "string" ? visible(block.caption) : plain(block.caption));
  const head = h(
    "thead",
    {},
    h(
      "tr",
      {},
      header.map((cell, column) => cellOf("th", cell, settings[column], names)),
    ),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      {},
      row.map((cell, column) => cellOf("td", cell, settings[column], names)),
    ),
  );
  const label = caption ? undefined : "Table";
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": label },
    h("table", {}, caption, head, h("tbody", {}, body)),
  );
}

function cellOf(tag, cell, setting, names) {
  const wrap = setting?.is_wrapped ? "wrapped" : "";
  const scope = tag === "th" ? "col" : undefined;
  return h(tag, { scope, class: `${alignOf(setting)} ${wrap}`.trim() || undefined }, contentOf(cell, names));
}

function alignOf(setting) {
  return ["left", "center", "right"].includes(setting?.align) ? `align-${setting.align}` : "";
}

function contentOf(cell, names) {
  if (cell?.type === "rich_text") return richText(cell, names);
  if (cell?.type === "raw_number") return visible(String(cell.text ?? cell.value ?? ""));
  return plain({ text: cell?.text ?? "" });
}
