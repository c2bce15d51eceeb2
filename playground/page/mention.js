// Mentions of people, channels, groups, and the broadcasts that wake everybody up.
import { h } from "./dom.js";
import { goTo } from "./link.js";
import { unescapeText, visible } from "./text.js";

const BROADCAST = /^!(channel|here|everyone)$/;

/** The node for `@U1`, `#C1`, `!subteam^S1` or `!channel`; undefined for what Slack would leave alone. */
export function mention(target, label, names) {
  const words = label === undefined ? undefined : visible(unescapeText(label)).replace(/^[@#]/, "");
  if (target.startsWith("@")) return person(target.slice(1), words, names);
  if (target.startsWith("#")) return channel(target.slice(1), words, names);
  if (target.startsWith("!subteam^")) return group(target.slice(9), words, names);
  const everyone = BROADCAST.exec(target);
  if (everyone) return broadcast(everyone[1]);
  return words === undefined ? undefined : words;
}

/** "@channel", "@here" or "@everyone", loud. */
export function broadcast(range) {
  return h("span", { class: "mention broadcast", title: "This would notify everybody here" }, `@${range}`);
}

/** "@Ann" */
export function person(id, label, names) {
  const self = id === names.as;
  return h(
    "span",
    { class: self ? "mention self" : "mention", title: id },
    `@${names.person(id) ?? label ?? id}`,
  );
}

/** "@sre" */
export function group(id, label, names) {
  return h("span", { class: "mention", title: id }, `@${names.group(id) ?? label ?? id}`);
}

/** "#ops", which opens that channel. */
export function channel(id, label, names) {
  const name = names.channel(id);
  if (!name) return h("span", { class: "mention" }, `#${label ?? id}`);
  const open = (event) => goTo(event, { channel: id });
  return h("button", { type: "button", class: "mention", onclick: open }, `#${name}`);
}
