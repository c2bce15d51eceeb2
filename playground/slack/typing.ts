// Turns what a person types into the text Slack sends on: entities escaped, names turned into ids.
import type { Person } from "./people.ts";
import type { State } from "./state.ts";

/** A message: `@wheelhouse` becomes `<@U0WHEEL>`, `#ops` becomes `<#C0OPS|ops>`. */
export function messageText(state: State, typed: string): string {
  return linked(state, typed, (person) => `<@${person.id}>`);
}

/** The text of a slash command with should_escape: mentions carry the name too. */
export function commandText(state: State, typed: string): string {
  return linked(state, typed, (person) => `<@${person.id}|${person.name}>`);
}

function linked(state: State, typed: string, mention: (person: Person) => string): string {
  return escaped(typed)
    .replace(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`)
    .replace(/(?<![\w<@|/])@([\w.-]*\w)/g, (word, name: string) => named(state, name, mention) ?? word)
    .replace(/(?<![\w<#|/&])#([\w-]+)/g, (word, name: string) => channelLink(state, name) ?? word);
}

function escaped(typed: string): string {
  return typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function named(state: State, name: string, mention: (person: Person) => string): string | undefined {
  if (["here", "channel", "everyone"].includes(name)) return `<!${name}>`;
  const person = [...state.people.values()].find((someone) => someone.name === name.toLowerCase());
  if (person) return mention(person);
  const group = [...state.groups.values()].find((one) => one.handle === name.toLowerCase());
  return group ? `<!subteam^${group.id}|@${group.handle}>` : undefined;
}

function channelLink(state: State, name: string): string | undefined {
  const channel = [...state.channels.values()].find((one) => one.kind !== "im" && one.name === name);
  return channel ? `<#${channel.id}|${channel.name}>` : undefined;
}

/** The rich text block that Slack adds to what people write. */
export function richText(text: string): object {
  const elements = text
    .split(/(<@\w+>)/)
    .filter(Boolean)
    .map(richTextElement);
  return {
    type: "rich_text",
    block_id: "typed",
    elements: [{ type: "rich_text_section", elements }],
  };
}

function richTextElement(part: string): object {
  const user = /^<@(\w+)>$/.exec(part)?.[1];
  if (user) return { type: "user", user_id: user };
  return {
    type: "text",
    text: part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  };
}
