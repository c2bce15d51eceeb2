// When a schedule is due: cron's five fields, read by the calendar that is inside node-schedule.
import { createRequire } from "node:module";
import type { Recurrence } from "./schedule.ts";

const require = createRequire(import.meta.url);

export function isRecurrence(at: string): boolean {
  if (at.trim().split(/\s+/).length !== 5) return false;
  try {
    nextRun({ at, zone: "UTC" }, 0);
    return true;
  } catch {
    return false;
  }
}

/** The first time later than `after`, epoch milliseconds. What falls into the hour that a clock skips is due after it. */
export function nextRun(recurrence: Recurrence, after: number): number {
  return runsOf(recurrence, after)();
}

/** The last time later than `after` that is not later than `now`; undefined when there was none. */
export function newestDue(recurrence: Recurrence, after: number, now: number): number | undefined {
  if (nextRun(recurrence, after) > now) return undefined;
  // Of what is due every minute, not each of a year.
  const from = looksBack
    .map((ms) => Math.max(after, now - ms))
    .find((each) => nextRun(recurrence, each) <= now);
  const next = runsOf(recurrence, from ?? after);
  let due = next();
  for (let later = due; later <= now; later = next()) due = later;
  return due;
}

const looksBack: readonly number[] = [2 * 3_600_000, 48 * 3_600_000];

/** Each call gives the next one. */
function runsOf({ at, zone }: Recurrence, after: number): () => number {
  // node-schedule itself starts at the present and says nothing about what was missed. With its time zones it is large, and most have no schedule.
  const { parseExpression } = require("cron-parser") as typeof import("cron-parser");
  const expression = parseExpression(at, { currentDate: new Date(after), tz: zone });
  return () => expression.next().getTime();
}
