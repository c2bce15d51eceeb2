// The scrolling lists of messages: a channel's, and a thread's.
import { dayTitle } from "./dates.js";
import { h } from "./dom.js";
import { messageView } from "./message.js";
import { syncList } from "./sync.js";

const TOGETHER_SECONDS = 300;
const NEAR_BOTTOM_PX = 80;

/** Redraws a channel's top-level messages with day lines between them. */
export function showChannel(list, channel, names, onThread) {
  const roots = channel.messages.filter((message) => !isReply(message));
  const items = roots.flatMap((message, index) => [
    ...dayLine(message, roots[index - 1]),
    channelItem({ message, before: roots[index - 1], channel, names, onThread }),
  ]);
  stickToEnd(list, () => syncList(list, items));
}

/** Redraws a thread: its root, a line with the count, its replies. */
export function showThread(list, channel, rootTs, names) {
  const root = channel.messages.find((message) => message.ts === rootTs);
  const replies = repliesOf(channel, rootTs);
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  const line = {
    key: "count",
    signature: count,
    render: () => h("div", { class: "thread-count" }, replies.length > 0 ? count : "No replies yet"),
  };
  const items = replies.map((message, index) =>
    item(message, { names, compact: goesWith(message, replies[index - 1]) }),
  );
  stickToEnd(list, () => syncList(list, [...(root ? [item(root, { names })] : []), line, ...items]));
}

function repliesOf(channel, rootTs) {
  return channel.messages.filter((message) => isReply(message) && message.thread_ts === rootTs);
}

function isReply(message) {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

function channelItem({ message, before, channel, names, onThread }) {
  const replies = repliesOf(channel, message.ts);
  const threadable = message.ephemeral === undefined;
  const open = threadable ? () => onThread(message.ts) : undefined;
  return item(message, { names, replies, compact: goesWith(message, before), onThread: open });
}

function item(message, options) {
  const replies = (options.replies ?? []).map(({ ts, user }) => [ts, user]);
  const people = options.names.people.map(({ id, name }) => [id, name]);
  return {
    key: `${message.ts}/${message.ephemeral ?? ""}`,
    signature: JSON.stringify([message, options.compact, replies, options.names.as, people]),
    render: () => messageView(message, options),
  };
}

// Two messages of one person within five minutes share one head line.
function goesWith(message, before) {
  if (!before || before.user !== message.user || before.ephemeral || message.ephemeral) return false;
  if (message.blocks?.some(({ type }) => type !== "rich_text") || message.attachments?.length > 0)
    return false;
  return (
    Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS && dayTitle(message.ts) === dayTitle(before.ts)
  );
}

function dayLine(message, before) {
  const title = dayTitle(message.ts);
  if (before && dayTitle(before.ts) === title) return [];
  return [
    {
      key: `day/${title}`,
      signature: title,
      render: () => h("div", { class: "day", role: "separator" }, h("span", {}, title)),
    },
  ];
}

// Follows new messages unless somebody has scrolled up to read.
function stickToEnd(list, redraw) {
  const follow = atEnd(list);
  redraw();
  if (follow) list.scrollTop = list.scrollHeight;
}

/** True when the newest message is in sight. */
export function atEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_BOTTOM_PX;
}
