// Turns Slack's text formats into what a person reads.
import { asRecord } from "./arguments.ts";
import type { State } from "./state.ts";

/** mrkdwn and message text: links, mentions and dates resolved, entities decoded; emphasis stays as typed. */
export function plainOf(state: State, text: string): string {
  return decoded(text.replace(/<([^<>]+)>/g, (_whole, inside: string) => linkText(state, inside)));
}

/** A text object of any kind, or a bare string. */
export function textOf(state: State, value: unknown): string {
  if (typeof value === "string") return value;
  const { type, text } = asRecord(value);
  if (typeof text !== "string") return "";
  return type === "mrkdwn" ? plainOf(state, text) : text;
}

function linkText(state: State, inside: string): string {
  const [target = "", label] = inside.split("|");
  if (target.startsWith("@"))
    return `@${label ?? state.people.get(target.slice(1))?.name ?? target.slice(1)}`;
  if (target.startsWith("#"))
    return `#${label || state.channels.get(target.slice(1))?.name || target.slice(1)}`;
  if (target.startsWith("!subteam^"))
    return `@${state.groups.get(target.slice(9))?.handle ?? target.slice(9)}`;
  if (target.startsWith("!date")) return label ?? target;
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  return label === undefined ? target : `${label} (${target})`;
}

function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The text in rich_text, one line per section. */
export function richTextOf(state: State, value: unknown): string {
  const { type, elements, style } = asRecord(value);
  const inside = Array.isArray(elements) ? elements : [];
  if (type === "rich_text") return inside.map((one) => richTextOf(state, one)).join("\n");
  if (type === "rich_text_list") {
    return inside
      .map((one, index) => `${style === "ordered" ? `${index + 1}.` : "-"} ${richTextOf(state, one)}`)
      .join("\n");
  }
  return inside.map((one) => inlineOf(state, asRecord(one))).join("");
}

function inlineOf(state: State, element: Record<string, unknown>): string {
  switch (element.type) {
    case "link":
      return String(element.text ?? element.url);
    case "emoji":
      return `:${element.name}:`;
    case "user":
      return `@${state.people.get(String(element.user_id))?.name ?? element.user_id}`;
    case "usergroup":
      return `@${state.groups.get(String(element.usergroup_id))?.handle ?? element.usergroup_id}`;
    case "channel":
      return `#${state.channels.get(String(element.channel_id))?.name ?? element.channel_id}`;
    case "broadcast":
      return `@${element.range}`;
    case "date":
      return String(element.fallback ?? element.format);
    default:
      return String(element.text ?? "");
  }
}
