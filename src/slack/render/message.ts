// A Slack message as a value, and the smallest pieces that every view is built from.
import type {
  KnownBlock,
  RichTextBlock,
  RichTextElement,
  RichTextSection,
  Button as SlackButton,
  StaticSelect,
} from "@slack/types";
import { shorten } from "#src/base/text.ts";
import type { Button, Confirm, Tone } from "#src/card/answer.ts";

/** What is posted: `text` is the notification and the fallback, already escaped. */
export type SlackMessage = {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** What the blocks have behind a button: without blocks it is part of the text. */
  readonly folded?: string;
};

export const dots: Record<Tone, string> = {
  good: "🟢",
  neutral: "🔵",
  unknown: "⚪",
  warning: "🟡",
  bad: "🔴",
};

/** Text for a mrkdwn or notification text: nothing in it is parsed as a mention, a link or an entity. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A time of day that Slack shows in each reader's own zone. */
export function localTime(at: number): string {
  const utc = new Date(at).toISOString().slice(11, 19);
  return `<!date^${Math.floor(at / 1000)}^{time_secs}|${utc} UTC>`;
}

/** A long one is no header: Slack's limit there is 150. */
export function headlineBlock(headline: string): KnownBlock {
  if ([...headline].length > 150) return richText(bold(shorten(headline, 600)));
  return { type: "header", text: { type: "plain_text", text: headline, emoji: false } };
}

export function richText(...elements: RichTextSection["elements"]): RichTextBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

/** Verbatim lines, in letters of one width. */
export function preformatted(text: string): KnownBlock {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }],
  };
}

export function bold(text: string): RichTextElement {
  return { type: "text", text, style: { bold: true } };
}

export function words(text: string): RichTextElement {
  return { type: "text", text };
}

/** Words that stand out as typed: names, lines, ids. */
export function mono(text: string): RichTextElement {
  return { type: "text", text, style: { code: true } };
}

/** Names a person and, in a message that is new, notifies them. */
export function mention(user: string): RichTextElement {
  return { type: "user", user_id: user };
}

export function channelMention(channel: string): RichTextElement {
  return { type: "channel", channel_id: channel };
}

/** The time of day in rich text, in each reader's own zone. */
export function timeOf(at: number): RichTextElement {
  const fallback = `${new Date(at).toISOString().slice(11, 16)} UTC`;
  return { type: "date", timestamp: Math.floor(at / 1000), format: "{time}", fallback };
}

/** The same with its day, for what may be days away. */
export function dayAndTimeOf(at: number): RichTextElement {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    type: "date",
    timestamp: Math.floor(at / 1000),
    format: "{date_short_pretty} at {time}",
    fallback,
  };
}

/** A line of small grey text; never parsed, so that the backticks around a line to type would be shown as such. */
export function smallPrint(text: string): KnownBlock {
  const bare = text.replaceAll("`", "");
  return { type: "context", elements: [{ type: "plain_text", text: shorten(bare, 1_900), emoji: false }] };
}

/** `actionId` says what a click does, `value` is the line it stands for. */
export function button(label: string, actionId: string, value: string): SlackButton {
  return {
    type: "button",
    action_id: actionId,
    value,
    text: { type: "plain_text", text: shorten(label, 70), emoji: false },
  };
}

/** With its look, and what is asked before it does anything. */
export function offered({ label, line, how, style, confirm }: Offered, at: number): SlackButton {
  return {
    ...button(label, `run.${how}.${at}`, line),
    ...(style ? { style } : {}),
    ...(confirm ? { confirm: dialog(confirm) } : {}),
  };
}

/** The label stands in it until one is chosen; each choice carries its line, as a button does. */
export function menuOf(
  { label, how, choices }: { readonly label: string; readonly how: string; readonly choices: Choices },
  at: number,
): StaticSelect {
  return {
    type: "static_select",
    action_id: `run.${how}.${at}`,
    placeholder: { type: "plain_text", text: shorten(label, 150), emoji: false },
    options: choices.map((each) => ({
      text: { type: "plain_text", text: shorten(each.label, 75), emoji: false },
      value: each.line,
    })),
  };
}

type Choices = readonly { readonly label: string; readonly line: string }[];

type Offered = Omit<Button, "how"> & { readonly how: string };

function dialog({ title, text, yes }: Confirm): NonNullable<SlackButton["confirm"]> {
  return {
    title: { type: "plain_text", text: shorten(title, 100) },
    text: { type: "plain_text", text: shorten(text, 300) },
    confirm: { type: "plain_text", text: yes },
    deny: { type: "plain_text", text: "Back" },
  };
}
