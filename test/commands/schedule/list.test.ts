import { expect, test } from "vitest";
import { givenCluster, hour, now } from "../../given.ts";
import { askOf, hostile, rowsOf } from "../ask.ts";

const morning = {
  ...{ name: "morning", at: "0 8 * * 1-5", zone: "Europe/Berlin", channel: "C0OPS" },
  ...{ line: "digest", mayPropose: false, next: now + 19 * hour },
};

test("each schedule is told with its next time by the clock on its own wall", async () => {
  const tea = { ...morning, name: "tea", zone: "UTC", line: undefined, remind: hostile };
  const { answer, faults } = await askOf("schedules", [givenCluster()], { schedules: [morning, tea] });
  expect(answer.headline).toBe("2 schedules, the next in 19 h: digest");
  expect(rowsOf(answer, 3)).toEqual([
    "morning | 0 8 * * 1-5 Europe/Berlin | Mon 2026-11-23 08:00",
    "tea | 0 8 * * 1-5 UTC | Mon 2026-11-23 07:00",
  ]);
  expect(faults).toEqual([]);
});

test("where nothing is scheduled it says where that is written", async () => {
  const { answer } = await askOf("schedule list", [givenCluster()], {});
  expect(answer.headline).toContain("schedules in wheelhouse.yaml");
});
