// When schedules are due, also in the two nights in which clocks are changed, and after a time in which nobody looked.
import { expect, test } from "vitest";
import { isRecurrence, newestDue, nextRun } from "#src/schedule/calendar.ts";

const at = (text: string) => Date.parse(text);
const berlin = (cron: string) => ({ at: cron, zone: "Europe/Berlin" });

test.each([
  ["0 8 * * 1-5", true],
  ["*/15 * * * *", true],
  ["0 8 * * MON-FRI", true],
  ["30 0 8 * * 1", false],
  ["@daily", false],
  ["61 * * * *", false],
  ["0 0 31 2 *", false],
  ["tomorrow at eight o'clock", false],
  ["", false],
])("%s is a recurrence: %s", (text, expected) => {
  expect(isRecurrence(text)).toBe(expected);
});

test.each([
  // 29 March 2026: 02:00 to 03:00 is skipped in Berlin. 25 October 2026: 02:00 to 03:00 comes twice.
  ["the hour that is skipped", "2026-03-28T12:00:00Z", ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]],
  ["the hour that comes twice", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]],
])("what is due at 02:30 runs once where that is in %s", (_, from, due) => {
  const first = nextRun(berlin("30 2 * * *"), at(from));
  const second = nextRun(berlin("30 2 * * *"), first);
  expect([first, second].map((each) => new Date(each).toISOString().replace(".000", ""))).toEqual(due);
});

test("the clock on the wall of its zone counts, whatever the zone of the machine", () => {
  expect(nextRun(berlin("0 8 * * *"), at("2026-01-05T00:00:00Z"))).toBe(at("2026-01-05T07:00:00Z"));
  expect(nextRun(berlin("0 8 * * *"), at("2026-07-05T00:00:00Z"))).toBe(at("2026-07-05T06:00:00Z"));
});

test.each([
  ["nothing was due", "0 8 * * *", "2026-01-05T08:00:00Z", "2026-01-06T07:59:59Z", undefined],
  ["one was due", "0 8 * * *", "2026-01-05T08:00:00Z", "2026-01-06T09:00:00Z", "2026-01-06T08:00:00Z"],
  ["a week of them was", "0 8 * * *", "2026-01-05T08:00:00Z", "2026-01-12T09:00:00Z", "2026-01-12T08:00:00Z"],
  [
    "one was, five days ago",
    "0 8 * * 1",
    "2026-01-01T08:00:00Z",
    "2026-01-10T09:00:00Z",
    "2026-01-05T08:00:00Z",
  ],
  [
    "a year of minutes was",
    "* * * * *",
    "2025-01-05T08:00:00Z",
    "2026-01-05T08:00:30Z",
    "2026-01-05T08:00:00Z",
  ],
])("when %s, the newest is known", (_, cron, after, now, due) => {
  const found = newestDue({ at: cron, zone: "UTC" }, at(after), at(now));
  expect(found && new Date(found).toISOString().replace(".000", "")).toBe(due);
});
