// Draws Block Kit as plain text: tables as columns, buttons as [Label], menus as <Label v>.
import { asRecord } from "./arguments.ts";
import { plainOf, richTextOf, textOf } from "./render-text.ts";
import type { Attachment, State } from "./state.ts";

export function renderBlocks(state: State, blocks: readonly unknown[]): string[] {
  return blocks.map((block) => renderBlock(state, asRecord(block))).filter(Boolean);
}

export function renderAttachments(state: State, attachments: readonly Attachment[]): string[] {
  return attachments.flatMap(({ blocks, fallback, text }) => {
    if (blocks) return renderBlocks(state, blocks).map(barred);
    return [barred(plainOf(state, String(text ?? fallback ?? "")))];
  });
}

/** A view: its title, its blocks, its buttons. */
export function renderView(state: State, view: Record<string, unknown>): string {
  const blocks = Array.isArray(view.blocks) ? view.blocks : [];
  const title = view.title ? [`= ${textOf(state, view.title)} =`] : [];
  const buttons = [view.submit, view.close].filter(Boolean).map((label) => `[${textOf(state, label)}]`);
  return [...title, ...renderBlocks(state, blocks), ...(buttons.length > 0 ? [buttons.join(" ")] : [])].join(
    "\n",
  );
}

function renderBlock(state: State, block: Record<string, unknown>): string {
  const elements = Array.isArray(block.elements) ? block.elements.map(asRecord) : [];
  switch (block.type) {
    case "header":
      return `== ${textOf(state, block.text)} ==`;
    case "divider":
      return "---";
    case "section":
      return section(state, block);
    case "context":
      return elements
        .map((one) => (one.type === "image" ? String(one.alt_text) : textOf(state, one)))
        .join(" | ");
    case "actions":
      return elements.map((one) => element(state, one)).join(" ");
    case "table":
      return table(state, block.rows);
    case "rich_text":
      return richTextOf(state, block);
    case "input":
      return `${textOf(state, block.label)}: ${element(state, asRecord(block.element))}`;
    case "alert":
      return `! ${textOf(state, block.text)}`;
    case "plan":
      return plan(state, block);
    case "markdown":
      return String(block.text);
    default:
      return `[${block.type}]`;
  }
}

function section(state: State, { text, fields, accessory }: Record<string, unknown>): string {
  const words = text ? [textOf(state, text)] : [];
  const pairs = Array.isArray(fields)
    ? fields.map((field) => textOf(state, field).replaceAll("\n", " "))
    : [];
  const button = accessory ? [element(state, asRecord(accessory))] : [];
  return [...words, ...pairs, ...button].join("\n");
}

function element(state: State, { type, ...own }: Record<string, unknown>): string {
  const label = textOf(state, own.text) || textOf(state, own.placeholder);
  if (type === "button" || type === "workflow_button") return `[${label}]`;
  if (type === "overflow") return "<... v>";
  if (type === "image") return `[image: ${own.alt_text}]`;
  if (String(type).endsWith("_input")) return `[${label || "........"}]`;
  if (type === "checkboxes" || type === "radio_buttons")
    return optionTexts(state, own.options)
      .map((one) => `( ) ${one}`)
      .join(" ");
  return `<${textOf(state, asRecord(own.initial_option).text) || label || "choose"} v>`;
}

function optionTexts(state: State, options: unknown): string[] {
  return Array.isArray(options) ? options.map((one) => textOf(state, asRecord(one).text)) : [];
}

function plan(state: State, { title, tasks }: Record<string, unknown>): string {
  const marks: Record<string, string> = { pending: "o", in_progress: ">", complete: "x", error: "!" };
  const lines = Array.isArray(tasks) ? tasks.map(asRecord) : [];
  return [
    textOf(state, title),
    ...lines.map((task) => `${marks[String(task.status)] ?? "o"} ${textOf(state, task.title)}`),
  ].join("\n");
}

function table(state: State, rows: unknown): string {
  const cells = Array.isArray(rows)
    ? rows.map((row: unknown[]) => row.map((cell) => cellText(state, cell)))
    : [];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => [...(row[column] ?? "")].length)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellText(state: State, cell: unknown): string {
  const { type, text, value } = asRecord(cell);
  if (type === "rich_text") return richTextOf(state, cell).replaceAll("\n", " ");
  return String(text ?? value ?? "");
}

function barred(text: string): string {
  return text.replace(/^/gm, "| ");
}
