// What is to be done about a schedule, by how far it had got.
import { expect, test } from "vitest";
import { nextOf } from "#src/schedule/due.ts";

const daily = { at: "0 8 * * *", zone: "UTC" };
const recurrence = "0 8 * * * UTC";
const monday = Date.parse("2026-01-05T08:00:00Z");
const hour = 3_600_000;

test.each([
  ["is new", undefined, monday + hour],
  [
    "was due at another time before",
    { recurrence: "0 7 * * * UTC", doneUntil: monday - hour, tries: 0 },
    monday,
  ],
  [
    "had got further than the clock says it is",
    { recurrence, doneUntil: monday + 9 * hour, tries: 0 },
    monday,
  ],
])("a schedule that %s begins now, and makes up nothing", (_, known, now) => {
  expect(nextOf(daily, known, now)).toEqual({ kind: "begin", run: { recurrence, doneUntil: now, tries: 0 } });
});

test("it rests until it is due, then runs for the newest time that was", () => {
  const known = { recurrence, doneUntil: monday, tries: 0 };
  expect(nextOf(daily, known, monday + 23 * hour)).toEqual({ kind: "rest" });
  expect(nextOf(daily, known, monday + 50 * hour)).toEqual({
    kind: "run",
    due: monday + 48 * hour,
    run: { ...known, tries: 1 },
    done: { ...known, doneUntil: monday + 48 * hour },
  });
});

test("what ended two processes is not tried a third time", () => {
  const known = { recurrence, doneUntil: monday, tries: 2 };
  expect(nextOf(daily, known, monday + 25 * hour)).toMatchObject({ kind: "give up", done: { tries: 0 } });
});
