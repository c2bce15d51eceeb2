// The Block Kit renderer: one function per block type, and a visible grey box for any other.
import { h } from "./dom.js";
import { element } from "./elements.js";
import { drawCharacters, emoji } from "./emoji.js";
import { image } from "./image.js";
import { inputBlock } from "./input-block.js";
import { markdown } from "./markdown.js";
import { plain, text } from "./mrkdwn.js";
import { richText } from "./rich-text.js";
import { table } from "./table.js";

const RENDERERS = {
  header: (block) => h("h3", { class: "header" }, plain(block.text)),
  section,
  context: (block, surface) =>
    h(
      "div",
      { class: "context" },
      block.elements.map((item) => contextItem(item, surface)),
    ),
  actions,
  context_actions: actions,
  divider: () => h("hr"),
  image: (block) => image(block),
  table: (block, surface) => table(block, surface.names),
  data_table: (block, surface) => table(block, surface.names),
  rich_text: (block, surface) => richText(block, surface.names),
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  input: inputBlock,
  alert: (block, surface) =>
    h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, text(block.text, surface.names)),
  container: (block, surface) =>
    h(
      "details",
      { class: "container", open: !block.is_collapsed },
      h("summary", {}, plain(block.title)),
      blocks(block.child_blocks ?? [], surface),
    ),
  plan: (block, surface) =>
    h(
      "div",
      { class: "plan" },
      h("h4", {}, titleOf(block)),
      (block.tasks ?? []).map((task) => taskCard(task, surface)),
    ),
  task_card: taskCard,
};

const TASK_MARKS = {
  complete: "white_check_mark",
  in_progress: "hourglass_flowing_sand",
  error: "x",
  pending: "white_circle",
};

/**
 * @param {readonly object[]} list
 * @param {import("./surface.js").Surface} surface
 */
export function blocks(list, surface) {
  return list.map((block, index) => one({ block_id: `block-${index}`, ...block }, surface));
}

function one(block, surface) {
  const render = Object.hasOwn(RENDERERS, block.type) ? RENDERERS[block.type] : unknown;
  return drawCharacters(
    h(
      "div",
      { class: `block block-${cssName(block.type)}`, "data-block-id": block.block_id },
      safely(render, block, surface),
    ),
  );
}

// A malformed block must not take the message, or the page, with it.
function safely(render, block, surface) {
  try {
    return render(block, surface);
  } catch (error) {
    return unknown({ type: `${block.type} (malformed: ${error.message})` });
  }
}

function unknown(block) {
  return h("div", { class: "unknown" }, `This page cannot draw a block of type “${block.type}”`);
}

function section(block, surface) {
  const body = h(
    "div",
    { class: "section-body" },
    block.text && h("div", { class: "text" }, text(block.text, surface.names)),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field" }, text(field, surface.names))),
      ),
  );
  const accessory =
    block.accessory && h("div", { class: "accessory" }, element(block.accessory, block.block_id, surface));
  return h("div", { class: "section" }, body, accessory);
}

function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((item) => element(item, block.block_id, surface)),
  );
}

function contextItem(item, surface) {
  return item.type === "image"
    ? image(item)
    : h("span", { class: "context-text" }, text(item, surface.names));
}

function taskCard(task, surface) {
  const details = task.details && h("div", { class: "task-details" }, richText(task.details, surface.names));
  return h(
    "div",
    { class: `task ${cssName(task.status)}` },
    h("div", { class: "task-title" }, emoji(TASK_MARKS[task.status] ?? "white_circle"), " ", titleOf(task)),
    details,
  );
}

function titleOf(object) {
  return typeof object.title === "string" ? plain({ text: object.title }) : plain(object.title);
}

function cssName(type) {
  return String(type).replace(/[^a-z_]/gi, "");
}
