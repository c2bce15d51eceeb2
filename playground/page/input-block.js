// Input blocks: a label, one element, a hint, and a place for the error that a submit may bring.
import { h } from "./dom.js";
import { element } from "./elements.js";
import { plain } from "./mrkdwn.js";

/** An `input` block. */
export function inputBlock(block, surface) {
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const hintId = block.hint && `hint-${block.block_id}`;
  const options = { dispatch: block.dispatch_action === true, label: block.label.text, describedBy: hintId };
  return h(
    "div",
    { class: "input" },
    h("div", { class: "input-label" }, plain(block.label), optional),
    element(block.element, block.block_id, surface, options),
    h("div", { class: "input-error", role: "alert" }),
    block.hint && h("div", { class: "input-hint", id: hintId }, plain(block.hint)),
  );
}

/** Puts the errors of a submit under their blocks; clears the others. Returns how many found no block. */
export function showErrors(root, errors) {
  const left = new Map(Object.entries(errors));
  for (const block of root.querySelectorAll("[data-block-id]")) {
    const place = block.querySelector(".input-error");
    if (!place) continue;
    const words = left.get(block.dataset.blockId) ?? "";
    place.textContent = words;
    block.classList.toggle("has-error", words !== "");
    left.delete(block.dataset.blockId);
  }
  root.querySelector(".has-error :is(input, textarea, button)")?.focus();
  return left.size;
}

/** What Slack's own client refuses before the bot hears of it: block_id -> sentence. */
export function missingInputs(blocks, values) {
  return Object.fromEntries(
    blocks.filter(({ type }) => type === "input").flatMap((block) => complaint(block, values)),
  );
}

function complaint(block, values) {
  const content = contentOf(values[block.block_id]?.[block.element.action_id]);
  const { min_length: least, max_length: most } = block.element;
  if (content.length === 0)
    return block.optional ? [] : [[block.block_id, "Please complete this required field."]];
  if (least && content.length < least)
    return [[block.block_id, `Please enter at least ${least} characters.`]];
  if (most && content.length > most) return [[block.block_id, `Please enter at most ${most} characters.`]];
  return [];
}

function contentOf(value = {}) {
  const { type: _, ...held } = value;
  const [content] = Object.values(held);
  if (content === null || content === undefined) return "";
  return Array.isArray(content) || typeof content === "string" ? content : [content];
}
