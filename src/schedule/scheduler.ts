// Runs what is due, on the one replica that has the duty: kept before it runs, and again when it is done.
import type { Clock } from "#src/base/clock.ts";
import { createDuty } from "#src/base/duty.ts";
import type { Log } from "#src/base/log.ts";
import type { Duties } from "#src/store/store.ts";
import { setAlarms } from "./alarms.ts";
import { nextRun } from "./calendar.ts";
import { nextOf } from "./due.ts";
import type { Schedule, Scheduled, ScheduleRuns } from "./schedule.ts";

export type Scheduler = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Never rejects. */
  readonly lookAtAll: () => Promise<void>;
  readonly list: () => Promise<readonly Scheduled[]>;
};

type Parts = {
  readonly schedules: readonly Schedule[];
  readonly store: ScheduleRuns & Pick<Duties, "duty" | "takeDuty" | "leaveDuties">;
  /** `later`: nobody could be told, so it is still due. What it throws is a bug of ours, and ends the run. */
  readonly run: (schedule: Schedule, due: number) => Promise<"ran" | "later">;
  /** This process. */
  readonly me: string;
  readonly alarms?: typeof setAlarms;
  readonly clock: Clock;
  readonly log: Log;
};

const lookEveryMs = 10_000;
/** Longer than a line may take. */
const idleMs = 60_000;

export function createScheduler(parts: Parts): Scheduler {
  const { schedules, store, run, me, alarms = setAlarms, clock, log } = parts;
  const stopping = new AbortController();
  let waking = new AbortController();
  let looking: Promise<void> = Promise.resolve();
  const isMine = createDuty({
    ...{ name: "schedules", me, idleMs, clock },
    read: store.duty,
    take: store.takeDuty,
  });
  return {
    start: () => {
      if (schedules.length > 0) looking = keepLooking();
    },
    stop: async () => {
      stopping.abort();
      await looking;
      await store.leaveDuties(me);
    },
    lookAtAll,
    list,
  };

  async function keepLooking(): Promise<void> {
    const set = alarms(schedules, () => waking.abort());
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      await lookAtAll();
      await clock.sleep(lookEveryMs, AbortSignal.any([stopping.signal, waking.signal]));
    }
    set.stop();
  }

  async function lookAtAll(): Promise<void> {
    for (const schedule of schedules) {
      try {
        if (await isMine()) await lookAt(schedule);
      } catch (error) {
        log.error("could not run a schedule", { schedule: schedule.name, error });
      }
      if (stopping.signal.aborted) return;
    }
  }

  async function lookAt(schedule: Schedule): Promise<void> {
    const { name } = schedule;
    const known = (await store.scheduleRuns()).get(name);
    const next = nextOf(schedule, known, clock.now());
    if (next.kind === "rest") return;
    if (next.kind === "begin") return void (await store.noteScheduleRun(name, next.run, known));
    if (next.kind === "give up") {
      log.error("gave up a run that ended the process", { schedule: name, due: next.due });
      return void (await store.noteScheduleRun(name, next.done, known));
    }
    if (!(await store.noteScheduleRun(name, next.run, known))) return;
    const became = await ranOf(schedule, next.due);
    const done = became === "ran" ? next.done : { ...next.run, tries: 0 };
    await store.noteScheduleRun(name, done, next.run);
  }

  async function ranOf(schedule: Schedule, due: number): Promise<"ran" | "later"> {
    try {
      return await run(schedule, due);
    } catch (error) {
      log.error("a schedule failed", { schedule: schedule.name, error });
      return "ran";
    }
  }

  async function list(): Promise<readonly Scheduled[]> {
    const runs = schedules.length > 0 ? await store.scheduleRuns() : new Map();
    return schedules
      .map((each) => ({
        ...each,
        next: nextRun(each, clock.now()),
        doneUntil: runs.get(each.name)?.doneUntil,
      }))
      .toSorted((one, other) => one.next - other.next);
  }
}
