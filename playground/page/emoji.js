// The short codes that a bot of this kind writes. Status marks are drawn, so that they look alike on every machine.
import { h, svg } from "./dom.js";
import { drawings } from "./emoji-drawings.js";

const GLYPHS = {
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  x: "❌",
  warning: "⚠️",
  rotating_light: "🚨",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  stopwatch: "⏱️",
  alarm_clock: "⏰",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  large_orange_circle: "🟠",
  red_circle: "🔴",
  large_blue_circle: "🔵",
  large_purple_circle: "🟣",
  white_circle: "⚪",
  black_circle: "⚫",
  mag: "🔍",
  gear: "⚙️",
  strawberry: "🍓",
  computer: "💻",
  desktop_computer: "🖥️",
  arrows_counterclockwise: "🔄",
  repeat: "🔁",
  construction: "🚧",
  bell: "🔔",
  no_bell: "🔕",
  mute: "🔇",
  lock: "🔒",
  unlock: "🔓",
  key: "🔑",
  information_source: "ℹ️",
  question: "❓",
  grey_question: "❔",
  exclamation: "❗",
  wastebasket: "🗑️",
  package: "📦",
  page_facing_up: "📄",
  clipboard: "📋",
  link: "🔗",
  fire: "🔥",
  zap: "⚡",
  wrench: "🔧",
  hammer_and_wrench: "🛠️",
  eyes: "👀",
  tada: "🎉",
  wave: "👋",
  point_right: "👉",
  bulb: "💡",
  robot_face: "🤖",
  scroll: "📜",
  memo: "📝",
  books: "📚",
  globe_with_meridians: "🌐",
  satellite_antenna: "📡",
  floppy_disk: "💾",
  bar_chart: "📊",
  chart_with_upwards_trend: "📈",
  thumbsup: "👍",
  "+1": "👍",
  thumbsdown: "👎",
  "-1": "👎",
  arrow_right: "➡️",
  arrow_up: "⬆️",
  arrow_down: "⬇️",
  heavy_minus_sign: "➖",
  skull: "💀",
  snowflake: "❄️",
  broom: "🧹",
  anchor: "⚓",
  ship: "🚢",
  wheel_of_dharma: "☸️",
  shield: "🛡️",
  octagonal_sign: "🛑",
  double_vertical_bar: "⏸️",
  arrow_forward: "▶️",
  pushpin: "📌",
  speech_balloon: "💬",
  bust_in_silhouette: "👤",
  electric_plug: "🔌",
};

/** The mark for a short code, or its text when the code is unknown. */
export function emoji(name) {
  const label = `:${name}:`;
  if (Object.hasOwn(drawings, name)) return drawn(name, label);
  if (!Object.hasOwn(GLYPHS, name)) return label;
  return h("span", { class: "emoji", role: "img", "aria-label": label, title: label }, GLYPHS[name]);
}

function drawn(name, label) {
  const shapes = drawings[name].map(([tag, props]) => svg(tag, props));
  const image = { class: "emoji", viewBox: "0 0 20 20", role: "img", "aria-label": label };
  return svg("svg", image, svg("title", {}, label), shapes);
}

const NAMES = new Map(
  Object.entries(GLYPHS)
    .filter(([name]) => Object.hasOwn(drawings, name))
    .flatMap(([name, glyph]) => [
      [glyph, name],
      [glyph.replace("\ufe0f", ""), name],
    ]),
);
const DRAWABLE = new RegExp([...NAMES.keys()].sort((a, b) => b.length - a.length).join("|"), "gu");

/** Draws the marks that stand in the text below a node as characters, as Slack does, so that they need no font. */
export function drawCharacters(node) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.search(DRAWABLE) !== -1 && !text.parentElement?.closest("option, textarea, svg"))
      found.push(text);
  }
  for (const text of found) text.replaceWith(...drawnPieces(text.data));
  return node;
}

function drawnPieces(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(DRAWABLE)) {
    pieces.push(text.slice(from, match.index), drawn(NAMES.get(match[0]), match[0]));
    from = match.index + match[0].length;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== "");
}
