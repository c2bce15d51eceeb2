// Until when a minor version gets patches. Nobody is asked: what this table does not have yet is not known here.
import { span } from "#src/base/text.ts";

/** As kubernetes.io/releases/1.NN has its end of life; 14 months after the release. */
const ends: Readonly<Record<number, string>> = {
  33: "2026-06-28",
  34: "2026-10-27",
  35: "2027-02-28",
  36: "2027-06-28",
  37: "2027-10-28",
};

const oldest = Math.min(...Object.keys(ends).map(Number));
/** Two minors can be had by then. */
const soonMs = 60 * 86_400_000;

/** `until 2027-10-28`, `ended on 2026-06-28`. */
export function saySupport(minor: number, now: number): string {
  const day = ends[minor];
  if (day === undefined) return minor < oldest ? "ended long ago" : "not known here";
  return Date.parse(day) > now ? `until ${day}` : `ended on ${day}`;
}

/** Where it has ended or ends soon; undefined elsewhere, and where nobody knows. */
export function warnOfSupport(minor: number, now: number): string | undefined {
  const day = ends[minor];
  const end = day === undefined ? undefined : Date.parse(day);
  if (end === undefined) return minor < oldest ? `1.${minor} gets no patches any more.` : undefined;
  if (end <= now) return `1.${minor} gets no patches any more, since ${day}.`;
  return end - now < soonMs
    ? `1.${minor} gets patches until ${day}, for ${span(end - now)} more.`
    : undefined;
}
