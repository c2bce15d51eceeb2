// Limits of each block type, and the surfaces it may appear on.
import { at, fault, has, isObject, items, oneOf, type Spot, string } from "./check.ts";
import { plainText, textObject } from "./composition.ts";
import { element, image } from "./elements.ts";
import { richText } from "./rich-text.ts";
import { table } from "./table.ts";

export type Surface = "message" | "modal" | "home";

type Block = { readonly surfaces: readonly Surface[]; readonly check: (spot: Spot) => void };

export function block(spot: Spot, surface: Surface): void {
  if (!isObject(spot.value)) {
    fault(spot, "must be an object");
    return;
  }
  const type = String(spot.value.type);
  const known = BLOCKS[type];
  if (!known) {
    fault(at(spot, "type"), `unsupported type: ${type}`);
    return;
  }
  if (!known.surfaces.includes(surface)) {
    fault(at(spot, "type"), `${type} is not allowed in a ${surface}`);
    return;
  }
  string(at(spot, "block_id"), { max: 255 });
  known.check(spot);
}

const anywhere: readonly Surface[] = ["message", "modal", "home"];
const messages: readonly Surface[] = ["message"];

const BLOCKS: Readonly<Record<string, Block>> = {
  actions: { surfaces: anywhere, check: actions },
  alert: { surfaces: ["modal"], check: alert },
  card: { surfaces: messages, check: card },
  carousel: { surfaces: messages, check: carousel },
  container: { surfaces: messages, check: container },
  context: { surfaces: anywhere, check: context },
  context_actions: { surfaces: messages, check: contextActions },
  data_table: { surfaces: messages, check: dataTable },
  divider: { surfaces: anywhere, check: () => undefined },
  file: { surfaces: messages, check: file },
  header: { surfaces: anywhere, check: header },
  image: { surfaces: anywhere, check: imageBlock },
  input: { surfaces: anywhere, check: input },
  markdown: { surfaces: messages, check: markdown },
  plan: { surfaces: messages, check: plan },
  rich_text: { surfaces: anywhere, check: richText },
  section: { surfaces: anywhere, check: section },
  table: { surfaces: messages, check: table },
  task_card: { surfaces: messages, check: taskCard },
  video: { surfaces: anywhere, check: video },
};

function section(spot: Spot): void {
  const { text, fields, accessory } = spot.value as { text?: unknown; fields?: unknown; accessory?: unknown };
  if (text === undefined && fields === undefined) fault(spot, "missing required field: text");
  textObject(at(spot, "text"), { max: 3_000 });
  items(at(spot, "fields"), { min: 1, max: 10 }, (field) => textObject(field, { max: 2_000 }));
  if (accessory !== undefined) element(at(spot, "accessory"), "section");
}

function header(spot: Spot): void {
  if (has(spot, "text")) plainText(at(spot, "text"), { max: 150 });
}

function context(spot: Spot): void {
  if (!has(spot, "elements")) return;
  items(at(spot, "elements"), { min: 1, max: 10 }, (one) => {
    if (isObject(one.value) && one.value.type === "image") return image(one);
    textObject(one, { max: 3_000 });
  });
}

function actions(spot: Spot): void {
  if (has(spot, "elements"))
    items(at(spot, "elements"), { min: 1, max: 25 }, (one) => element(one, "actions"));
}

function input(spot: Spot): void {
  if (has(spot, "label")) plainText(at(spot, "label"), { max: 2_000 });
  plainText(at(spot, "hint"), { max: 2_000 });
  if (has(spot, "element")) element(at(spot, "element"), "input");
}

function alert(spot: Spot): void {
  if (has(spot, "text")) textObject(at(spot, "text"), { max: 200 });
  oneOf(at(spot, "level"), ["default", "info", "warning", "error", "success"]);
}

function markdown(spot: Spot): void {
  if (has(spot, "text")) string(at(spot, "text"), { min: 1, max: 12_000 });
}

function imageBlock(spot: Spot): void {
  image(spot);
  plainText(at(spot, "title"), { max: 2_000 });
}

function plan(spot: Spot): void {
  has(spot, "title");
  items(at(spot, "tasks"), { max: 50 }, taskCard);
}

function taskCard(spot: Spot): void {
  has(spot, "task_id");
  has(spot, "title");
  oneOf(at(spot, "status"), ["pending", "in_progress", "complete", "error"]);
  if (at(spot, "details").value !== undefined) richText(at(spot, "details"));
}

function card(spot: Spot): void {
  textObject(at(spot, "title"), { max: 150 });
  textObject(at(spot, "subtitle"), { max: 150 });
  textObject(at(spot, "body"), { max: 200 });
  items(at(spot, "actions"), { max: 3 }, (one) => element(one, "actions"));
}

function carousel(spot: Spot): void {
  if (has(spot, "elements")) items(at(spot, "elements"), { min: 1, max: 10 }, card);
}

function container(spot: Spot): void {
  if (has(spot, "title")) plainText(at(spot, "title"), { max: 150 });
  textObject(at(spot, "subtitle"), { max: 150 });
  const key = at(spot, "blocks").value === undefined ? "child_blocks" : "blocks";
  if (has(spot, key)) items(at(spot, key), { min: 1, max: 10 }, (one) => block(one, "message"));
}

function contextActions(spot: Spot): void {
  if (!has(spot, "elements")) return;
  items(at(spot, "elements"), { min: 1, max: 5 }, (one) => {
    oneOf(at(one, "type"), ["feedback_buttons", "icon_button"]);
    string(at(one, "action_id"), { min: 1, max: 255 });
  });
}

function dataTable(spot: Spot): void {
  has(spot, "caption");
  if (has(spot, "rows"))
    items(at(spot, "rows"), { min: 1, max: 101 }, (row) => items(row, { min: 1, max: 20 }, () => undefined));
}

function file(spot: Spot): void {
  if (has(spot, "external_id")) string(at(spot, "external_id"), { min: 1, max: 255 });
}

function video(spot: Spot): void {
  for (const key of ["alt_text", "thumbnail_url", "video_url"]) has(spot, key);
  if (has(spot, "title")) plainText(at(spot, "title"), { max: 200 });
}
