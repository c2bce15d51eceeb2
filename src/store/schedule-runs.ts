// How far each schedule has got, changed by compare and set.
import type { Run, ScheduleRuns } from "#src/schedule/schedule.ts";
import type { Sql } from "./sql.ts";

export function createScheduleRuns({ query }: Sql): ScheduleRuns {
  return {
    scheduleRuns: async () => {
      const rows = await query("SELECT name, recurrence, done_until, tries FROM schedule_runs", []);
      return new Map(
        rows.map(({ name, recurrence, done_until, tries }) => [
          String(name),
          { recurrence: String(recurrence), doneUntil: Number(done_until), tries: Number(tries) },
        ]),
      );
    },
    noteScheduleRun: async (name, { recurrence, doneUntil, tries }, seen) => {
      const rows =
        seen === undefined
          ? await query(
              "INSERT INTO schedule_runs (name, recurrence, done_until, tries) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING name",
              [name, recurrence, doneUntil, tries],
            )
          : await query(
              "UPDATE schedule_runs SET recurrence = ?, done_until = ?, tries = ? WHERE name = ? AND recurrence = ? AND done_until = ? AND tries = ? RETURNING name",
              [recurrence, doneUntil, tries, name, ...valuesOf(seen)],
            );
      return rows.length === 1;
    },
  };
}

function valuesOf({ recurrence, doneUntil, tries }: Run): readonly (string | number)[] {
  return [recurrence, doneUntil, tries];
}
