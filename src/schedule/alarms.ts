// Wakes the scheduler at the second when something is due, by node-schedule. Only a hint: what is due is read from what is kept.
import { createRequire } from "node:module";
import type { Recurrence } from "./schedule.ts";

const require = createRequire(import.meta.url);

export type Alarms = { readonly stop: () => void };

/** A machine that slept wakes late, and nothing is lost: the scheduler looks by itself now and then. */
export function setAlarms(all: readonly Recurrence[], wake: () => void): Alarms {
  if (all.length === 0) return { stop: () => undefined };
  // As late as that: it is large, and most have no schedule.
  const { scheduleJob } = require("node-schedule") as typeof import("node-schedule");
  const jobs = all.map(({ at, zone }) => scheduleJob({ rule: at, tz: zone }, () => wake()));
  return { stop: () => jobs.forEach((job) => void job.cancel()) };
}
