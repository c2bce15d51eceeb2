// Finds what Slack would refuse in a message or a view, before it is sent.
import { block, type Surface } from "./block-kit/blocks.ts";
import {
  at,
  fault,
  has,
  isObject,
  items,
  length,
  type Problem,
  type Spot,
  string,
  unique,
} from "./block-kit/check.ts";
import { plainText } from "./block-kit/composition.ts";
import { TABLE_CHARACTERS_LIMIT, tableCharacters } from "./block-kit/table.ts";

export type { Problem };

/**
 * Characters in all blocks of a message together; above it chat.postMessage answers msg_blocks_too_long.
 * Undocumented: "12,000 text characters with a buffer for block containers" (slackapi/bolt-js#2509), while
 * slackapi/bolt-js#2867 was refused at 11,341 counting `text` alone. So everything but `type` is counted here.
 */
export const MESSAGE_BLOCKS_LIMIT = 12_000;

export const MESSAGE_BLOCK_COUNT_LIMIT = 50;
export const VIEW_BLOCK_COUNT_LIMIT = 100;
export const ATTACHMENT_COUNT_LIMIT = 100;

/** Bytes of a whole view as JSON. */
export const VIEW_BYTES_LIMIT = 250_000;

/** Everything Slack would refuse in the blocks and attachments of chat.postMessage and chat.update. */
export function validateMessage(message: {
  readonly text?: unknown;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
}): Problem[] {
  return collect(message, (spot) => {
    const inAttachments = attachedBlocks(spot);
    blocksOf(at(spot, "blocks"), "message", MESSAGE_BLOCK_COUNT_LIMIT);
    items(at(spot, "attachments"), { max: ATTACHMENT_COUNT_LIMIT }, () => undefined);
    for (const blocks of inAttachments) blocksOf(blocks, "message", MESSAGE_BLOCK_COUNT_LIMIT);
    wholeMessage([at(spot, "blocks"), ...inAttachments]);
  });
}

/** Everything Slack would refuse in a modal or a home tab. */
export function validateView(view: unknown): Problem[] {
  return collect(view, (spot) => {
    if (!isObject(view)) return fault(spot, "must be an object");
    if (view.type !== "modal" && view.type !== "home")
      return fault(at(spot, "type"), `unsupported type: ${view.type}`);
    string(at(spot, "private_metadata"), { max: 3_000 });
    string(at(spot, "callback_id"), { max: 255 });
    string(at(spot, "external_id"), { max: 255 });
    if (view.type === "modal") modal(spot);
    if (has(spot, "blocks")) blocksOf(at(spot, "blocks"), view.type, VIEW_BLOCK_COUNT_LIMIT);
    unique(blockIds(at(spot, "blocks")), "block_id");
    if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES_LIMIT) fault(spot, "view_too_large");
  });
}

/** Characters in the blocks, as counted against MESSAGE_BLOCKS_LIMIT. */
export function blocksCharacters(value: unknown): number {
  if (typeof value === "string") return length(value);
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + blocksCharacters(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === "type" ? 0 : blocksCharacters(item)),
    0,
  );
}

function collect(value: unknown, inspect: (spot: Spot) => void): Problem[] {
  const problems: Problem[] = [];
  inspect({ value, pointer: "", report: (pointer, message) => problems.push({ pointer, message }) });
  return problems;
}

function modal(spot: Spot): void {
  if (has(spot, "title")) plainText(at(spot, "title"), { max: 24 });
  plainText(at(spot, "submit"), { max: 24 });
  plainText(at(spot, "close"), { max: 24 });
  const { blocks, submit } = spot.value as { blocks?: unknown; submit?: unknown };
  const asks = Array.isArray(blocks) && blocks.some((one) => isObject(one) && one.type === "input");
  if (asks && submit === undefined) fault(spot, "missing required field: submit");
}

function blocksOf(spot: Spot, surface: Surface, max: number): void {
  items(spot, { max }, (one) => {
    block(one, surface);
    unique(actionIds(one), "action_id");
  });
}

function attachedBlocks(spot: Spot): Spot[] {
  const attachments = at(spot, "attachments");
  if (!Array.isArray(attachments.value)) return [];
  return attachments.value.map((_, index) => at(at(attachments, index), "blocks"));
}

function wholeMessage(lists: readonly Spot[]): void {
  const [top] = lists;
  if (!top) return;
  unique(lists.flatMap(blockIds), "block_id");
  tables(lists.flatMap(blockSpots));
  const characters = lists.reduce((sum, { value }) => sum + blocksCharacters(value), 0);
  if (characters > MESSAGE_BLOCKS_LIMIT) {
    fault(top, `msg_blocks_too_long: ${characters} characters of blocks, ${MESSAGE_BLOCKS_LIMIT} allowed`);
  }
}

function tables(blocks: readonly Spot[]): void {
  const found = blocks.filter(({ value }) => isObject(value) && value.type === "table");
  for (const extra of found.slice(1)) fault(extra, "only one table allowed in a message");
  const characters = found.reduce((sum, { value }) => sum + tableCharacters(value), 0);
  const [first] = found;
  if (first && found.length > 1 && characters > TABLE_CHARACTERS_LIMIT) {
    fault(first, `all tables must be less than ${TABLE_CHARACTERS_LIMIT + 1} characters`);
  }
}

function blockSpots(list: Spot): Spot[] {
  return Array.isArray(list.value) ? list.value.map((_, index) => at(list, index)) : [];
}

function blockIds(list: Spot): Spot[] {
  return blockSpots(list)
    .map((one) => at(one, "block_id"))
    .filter(({ value }) => value !== "");
}

function actionIds(one: Spot): Spot[] {
  const elements = blockSpots(at(one, "elements"));
  return [...elements, at(one, "accessory"), at(one, "element")].map((spot) => at(spot, "action_id"));
}
