// Quiet hours: when they are, in their own time zone, whatever its clocks do twice a year.
import type { Severity } from "./rule.ts";

export type Quiet = {
  /** `22:00`, as a clock on the wall there shows it. */
  readonly from: string;
  readonly to: string;
  /** `Europe/Berlin`. */
  readonly zone: string;
  /** What is less severe than this waits. */
  readonly below: Exclude<Severity, "info">;
};

const minutesOfDay = 24 * 60;
const minuteMs = 60_000;
const order: readonly Severity[] = ["info", "warning", "critical"];

/** Until when what is so severe waits, epoch milliseconds; undefined when it does not. */
export function quietUntil(quiet: Quiet | undefined, severity: Severity, now: number): number | undefined {
  if (!quiet || order.indexOf(severity) >= order.indexOf(quiet.below)) return undefined;
  const [from, to, at] = [minuteOf(quiet.from), minuteOf(quiet.to), wallMinute(quiet.zone, now)];
  const isQuiet = from < to ? at >= from && at < to : at >= from || at < to;
  return isQuiet ? endOf(to, at, quiet.zone, now) : undefined;
}

/** The minute of its end by the clock on the wall; where clocks are changed in between, that is an hour more or less away. */
function endOf(to: number, at: number, zone: string, now: number): number {
  const guess = Math.floor(now / minuteMs) * minuteMs + wrapped(to - at) * minuteMs;
  const off = wrapped(to - wallMinute(zone, guess) + minutesOfDay / 2) - minutesOfDay / 2;
  return guess + off * minuteMs;
}

function wrapped(minutes: number): number {
  return ((minutes % minutesOfDay) + minutesOfDay) % minutesOfDay;
}

function wallMinute(zone: string, at: number): number {
  const format = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return minuteOf(new Intl.DateTimeFormat("en-GB", format).format(at));
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return 60 * hours + minutes;
}
