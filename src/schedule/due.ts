// What is to be done about a schedule now. Pure: missed runs are made up once, and what ends the process is not tried for ever.
import { newestDue } from "./calendar.ts";
import { type Recurrence, type Run, recurrenceOf } from "./schedule.ts";

export type Next =
  | { readonly kind: "rest" }
  /** Nothing was missed: it is new, was changed, or the clock was set back. */
  | { readonly kind: "begin"; readonly run: Run }
  /** `run` is kept before, so that a crash is counted; then `done`. */
  | { readonly kind: "run"; readonly due: number; readonly run: Run; readonly done: Run }
  | { readonly kind: "give up"; readonly due: number; readonly done: Run };

/** One that ended two processes must not end the next. */
const mostTries = 2;

export function nextOf(schedule: Recurrence, known: Run | undefined, now: number): Next {
  const recurrence = recurrenceOf(schedule);
  // What reaches further ahead than any run that was made now was kept by a clock that was wrong.
  if (!known || known.recurrence !== recurrence || known.doneUntil > now)
    return { kind: "begin", run: { recurrence, doneUntil: now, tries: 0 } };
  const due = newestDue(schedule, known.doneUntil, now);
  if (due === undefined) return { kind: "rest" };
  const done = { recurrence, doneUntil: due, tries: 0 };
  if (known.tries >= mostTries) return { kind: "give up", due, done };
  return { kind: "run", due, run: { ...known, tries: known.tries + 1 }, done };
}
