// One message: who, when, text or blocks, coloured attachments, files, and the way into its thread.
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { clock, dateOf, dayTitle } from "./dates.js";
import { h, icon } from "./dom.js";
import { filePreview } from "./file-preview.js";
import { icons } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";
import { visible } from "./text.js";

const NAMED_COLOURS = { good: "#2eb886", warning: "#daa038", danger: "#a30200" };

/**
 * @param {object} message a ConsoleMessage
 * @param {{ names: import("./names.js").Names, compact?: boolean, replies?: readonly object[], onThread?: () => void }} options
 */
export function messageView(message, { names, compact = false, replies = [], onThread }) {
  const kind = ["message", compact && "compact", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return h(
    "article",
    {
      class: kind,
      "data-ts": message.ts,
      "aria-label": `${names.person(message.user) ?? message.user}, ${clock(message.ts)}`,
    },
    compact ? h("span", { class: "gutter" }, stamp(message.ts)) : avatar(message.user, names),
    h(
      "div",
      { class: "message-body" },
      message.ephemeral && h("div", { class: "only-you" }, icon(icons.eye), "Only visible to you"),
      !compact && headLine(message, names),
      content(message, names),
      (message.files ?? []).map((file) => filePreview(file)),
      replies.length > 0 && replyBar(replies, names, onThread),
    ),
    onThread &&
      h(
        "button",
        {
          type: "button",
          class: "hover-action",
          "aria-label": "Reply in thread",
          title: "Reply in thread",
          onclick: onThread,
        },
        icon(icons.reply),
      ),
  );
}

function headLine(message, names) {
  const badge = names.isBot(message.user) && h("span", { class: "badge" }, "APP");
  const name = visible(names.person(message.user) ?? message.user);
  return h("div", { class: "head-line" }, h("span", { class: "author" }, name), badge, stamp(message.ts));
}

function stamp(ts) {
  return h(
    "time",
    { class: "stamp", title: `${dayTitle(ts)} at ${dateOf(ts).toLocaleTimeString("en-GB")}` },
    clock(ts),
  );
}

function content(message, names) {
  const surface = surfaceOf({ names, where: { channel: message.channel, ts: message.ts } });
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  const drawn = message.blocks?.length > 0;
  const attachments = (message.attachments ?? []).map((attachment) => attachmentView(attachment, surface));
  return [
    drawn && h("div", { class: "blocks" }, blocks(message.blocks, surface)),
    !drawn && message.text && h("div", { class: "text" }, mrkdwn(message.text, names), edited),
    attachments,
    (drawn || !message.text) && edited && h("div", { class: "edited-line" }, edited),
  ];
}

function attachmentView(attachment, surface) {
  const words = attachment.text ?? (attachment.blocks ? undefined : attachment.fallback);
  const node = h(
    "div",
    { class: "attachment" },
    attachment.title && h("div", { class: "attachment-title" }, mrkdwn(attachment.title, surface.names)),
    words && h("div", { class: "text" }, mrkdwn(words, surface.names)),
    attachment.blocks && h("div", { class: "blocks" }, blocks(attachment.blocks, surface)),
  );
  const colour = NAMED_COLOURS[attachment.color] ?? attachment.color ?? "";
  if (/^#?[0-9a-f]{3,8}$/i.test(colour)) node.style.borderLeftColor = `#${colour.replace("#", "")}`;
  return node;
}

function replyBar(replies, names, onThread) {
  const people = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  const last = `Last reply at ${clock(replies.at(-1).ts)}`;
  return h(
    "button",
    { type: "button", class: "reply-bar", onclick: onThread },
    people.map((id) => avatar(id, names)),
    h("span", { class: "reply-count" }, count),
    h("span", { class: "reply-last" }, last),
  );
}
