// What wheelhouse.yaml says about schedules.
import { expect, test } from "vitest";
import { parseSettings } from "#src/config/parse-settings.ts";

function parsed(...schedules: readonly string[]) {
  const list = schedules.map((each) => `  - ${each}\n`).join("");
  return parseSettings("w.yaml", `clusters:\n  home: { inCluster: true }\nschedules:\n${list}`);
}

test("a schedule without a name is called as what it does, and without a zone it is read in UTC", () => {
  const { settings } = parsed('{ at: "0 8 * * 1-5", line: "digest --cluster=home", channel: C0OPS }');
  expect(settings?.schedules).toEqual([
    {
      ...{ name: "digest-cluster-home", at: "0 8 * * 1-5", zone: "UTC", channel: "C0OPS" },
      ...{ line: "digest --cluster=home", mayPropose: false },
    },
  ]);
});

test.each([
  ['{ at: "at eight", line: digest, channel: C0OPS }', "w.yaml:4: schedules.0.at: must be minute, hour"],
  ['{ at: "0 8 * * *", zone: Mars/North, line: digest, channel: C0OPS }', "must be a time zone"],
  ['{ at: "0 8 * * *", channel: C0OPS }', "needs either line or remind"],
  ['{ at: "0 8 * * *", line: digest, remind: tea, channel: C0OPS }', "needs either line or remind"],
  ['{ at: "0 8 * * *", line: digest, channel: "#ops" }', "must be a channel's id"],
  ['{ at: "0 8 * * *", line: digest, channel: C0OPS, to: C0OPS }', "is not a setting"],
])("%s is refused in words", (schedule, words) => {
  expect(parsed(schedule).problems.join("\n")).toContain(words);
});

test("two that would be called the same need names of their own", () => {
  const same = '{ at: "0 8 * * *", line: digest, channel: C0OPS }';
  expect(parsed(same, same).problems).toEqual([
    "w.yaml:5: schedules.1: needs a name of its own: another is called digest",
  ]);
});
