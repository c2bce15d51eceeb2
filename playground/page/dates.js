// Formats times the way Slack does, in the reader's own zone.

const DAY_MS = 86_400_000;

/** How far the playground's time is ahead of this machine's. */
let ahead = 0;

export function setAhead(ms) {
  ahead = ms;
}

/** Epoch milliseconds, as the bot reads them. */
export function timeNow() {
  return Date.now() + ahead;
}

const FORMATS = {
  date_num: (date) => date.toLocaleDateString("sv-SE"),
  date: (date) => longDate(date),
  date_short: (date) => date.toLocaleDateString("en", { month: "short", day: "numeric", year: "numeric" }),
  date_long: (date) =>
    date.toLocaleDateString("en", { weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  date_pretty: (date) => relativeDay(date) ?? longDate(date),
  date_short_pretty: (date) => relativeDay(date) ?? FORMATS.date_short(date),
  date_long_pretty: (date) => relativeDay(date) ?? FORMATS.date_long(date),
  time: (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }),
  time_secs: (date) => date.toLocaleTimeString("en-GB"),
  ago: (date) => ago(date.getTime()),
};

/** Fills {date}, {time}, {ago} and their kin; undefined when a token is unknown, so that the fallback is shown. */
export function formatDate(seconds, format) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const tokens = [...format.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (tokens.length === 0 || tokens.some((name) => !Object.hasOwn(FORMATS, name))) return undefined;
  return format.replace(/\{(\w+)\}/g, (_, name) => FORMATS[name](date));
}

/** A message's `ts` as a Date. */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

/** "14:07" */
export function clock(ts) {
  return FORMATS.time(dateOf(ts));
}

/** "Today", "Yesterday" or "Sunday, November 22, 2026" */
export function dayTitle(ts) {
  const title = FORMATS.date_long_pretty(dateOf(ts));
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function longDate(date) {
  return date.toLocaleDateString("en", { month: "long", day: "numeric", year: "numeric" });
}

function relativeDay(date) {
  const days = Math.round((startOfDay(date) - startOfDay(new Date(timeNow()))) / DAY_MS);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function ago(ms) {
  const seconds = Math.round((ms - timeNow()) / 1000);
  const [unit, size] = unitFor(Math.abs(seconds));
  const count = Math.max(1, Math.round(Math.abs(seconds) / size));
  if (Math.abs(seconds) < 5) return "just now";
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

function unitFor(seconds) {
  if (seconds < 60) return ["second", 1];
  if (seconds < 3600) return ["minute", 60];
  return seconds < 86_400 ? ["hour", 3600] : ["day", 86_400];
}
