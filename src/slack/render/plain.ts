// Any message as plain text: what is shown when Slack refuses the blocks.
import { shorten } from "#src/base/text.ts";
import { escapeMrkdwn, type SlackMessage } from "./message.ts";

/**
 * Slack cuts a text at 40,000 characters. It recommends 4,000, but a card that people may approve from must show all of its calls
 * whatever becomes of its blocks: those hold some 11,000, and escaping makes some of them four times as long.
 */
const longest = 38_000;

/** The same message without blocks. What they had folded comes right after the headline, so that it is not what is cut. */
export function asPlainText({ text, blocks, folded }: SlackMessage): SlackMessage {
  const shown = blocks.flatMap((block) => textsOf(block)).filter((line) => line.trim() !== "");
  const lines = folded === undefined ? shown : [text, escapeMrkdwn(folded), ...shown];
  return { text: shorten(lines.length > 0 ? lines.join("\n") : text, longest), blocks: [] };
}

/** The readable lines of a block, escaped: a table row is one line, buttons are left out. */
function textsOf(block: unknown): string[] {
  if (typeof block !== "object" || block === null) return [];
  // Blocks are plain JSON of many shapes; only their text is wanted here.
  const node = block as Record<string, unknown>;
  // The only mrkdwn is ours, a mention or a time, and would be noise as plain text.
  if (node.type === "actions" || node.type === "button" || node.type === "mrkdwn") return [];
  if (Array.isArray(node.rows))
    return node.rows.map((row: unknown[]) => row.map((cell) => textsOf(cell).join("")).join("  "));
  if (typeof node.text === "string") return [escapeMrkdwn(node.text)];
  const named = nameOf(node);
  if (named) return [named];
  if (node.type === "rich_text_section" && Array.isArray(node.elements)) {
    return [node.elements.flatMap(textsOf).join("")];
  }
  return [node.text, ...asArray(node.fields), ...asArray(node.elements)].flatMap(textsOf);
}

/** People, groups, channels and times keep their meaning without blocks. */
function nameOf({ type, ...node }: Record<string, unknown>): string | undefined {
  if (type === "user") return `<@${node.user_id}>`;
  if (type === "usergroup") return `<!subteam^${node.usergroup_id}>`;
  if (type === "channel") return `<#${node.channel_id}>`;
  if (type === "date") return escapeMrkdwn(String(node.fallback));
  return undefined;
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
