// A schedule, as the configuration gives it: when it is due, and what it then asks, proposes or says, and where.

/** By the clock on the wall of a time zone: cron's five fields, as in `0 8 * * 1-5`. */
export type Recurrence = { readonly at: string; readonly zone: string };

export type Schedule = Recurrence & {
  /** The audit knows it as `schedule:<name>`. */
  readonly name: string;
  readonly channel: string;
  /** What it types; or else what it reminds of. */
  readonly line?: string | undefined;
  readonly remind?: string | undefined;
  /** Its line may be a change, which people then approve or not. */
  readonly mayPropose: boolean;
};

/** How far it has got, as it is kept. */
export type Run = {
  /** What it was due by; a schedule that is changed begins anew. */
  readonly recurrence: string;
  /** Up to then all that was due is done, epoch milliseconds. */
  readonly doneUntil: number;
  /** How often the next one was begun without an end. */
  readonly tries: number;
};

/** A schedule, and how far it has got. */
export type Scheduled = Schedule & {
  readonly next: number;
  /** Absent before it was looked at. */
  readonly doneUntil?: number | undefined;
};

export type ScheduleRuns = {
  /** By the schedule's name. */
  readonly scheduleRuns: () => Promise<ReadonlyMap<string, Run>>;
  /** Compare and set; false when somebody else was quicker. */
  readonly noteScheduleRun: (name: string, next: Run, seen: Run | undefined) => Promise<boolean>;
};

export function actorOf({ name }: Pick<Schedule, "name">): `schedule:${string}` {
  return `schedule:${name}`;
}

export function recurrenceOf({ at, zone }: Recurrence): string {
  return `${at} ${zone}`;
}
