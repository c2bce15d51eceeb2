// Untrusted text made fit to be shown: one line or verbatim, without control characters, cut to length.

/** ANSI escape sequences: CSI, OSC and two-byte ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
/** Controls but tab and newline; format characters (bidirectional overrides, zero-width marks) that hide or reorder text. */
const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text as it was written, line breaks kept, without anything that moves a cursor or hides characters. */
export function verbatim(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(escapes, "").replace(hidden, "").toWellFormed();
}

/** The same on one line. */
export function oneLine(text: string): string {
  return verbatim(text).replace(/\s+/g, " ").trim();
}

/** What hides or reorders text, or would break the line, is spelt out instead of removed: what is approved is what is read. */
export function exact(text: string): string {
  if (verbatim(text) === text && !text.includes("\n")) return text;
  return [...text].map((each) => (each !== "\n" && verbatim(each) === each ? each : spelt(each))).join("");
}

function spelt(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** At most `length` code points, the last one an ellipsis when something was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const points = Array.from(text.slice(0, 2 * length + 2));
  return points.length <= length ? text : `${points.slice(0, length - 1).join("")}…`;
}

/** At most `length` code points, cut in the middle: what went wrong is said at the end of a message, what failed at its beginning. */
export function elide(text: string, length: number): string {
  if (text.length <= length || (text.length <= 2 * length && Array.from(text).length <= length)) return text;
  const head = Math.floor((length - 1) / 3);
  const tail = length - 1 - head;
  const first = Array.from(text.slice(0, 2 * head + 2)).slice(0, head);
  const last = Array.from(text.slice(-2 * tail - 2)).slice(-tail);
  return `${first.join("")}…${last.join("")}`;
}

/** `1 pod`, `3 pods`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** `a node`, `an operation`. */
export function oneOf(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** `a, b and 12 more`: the first `most` words, the others counted. */
export function few(words: readonly string[], most: number): string {
  if (words.length <= most) return listed(words);
  return `${words.slice(0, most).join(", ")} and ${words.length - most} more`;
}

/** A span as people say it: `45 s`, `4 min`, `3 h`, `12 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Bytes in the units of Kubernetes: `512Mi`, `7.6Gi`. */
export function bytes(amount: number): string {
  const units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
  const power = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(amount) / 10));
  const scaled = amount / 1024 ** power;
  return `${scaled >= 100 || Number.isInteger(scaled) ? Math.round(scaled) : scaled.toFixed(1)}${units[power]}`;
}
