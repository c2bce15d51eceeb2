import { expect, test } from "vitest";
import { msOf } from "#src/base/duration.ts";

test.each([
  ["45s", 45_000],
  ["30m", 1_800_000],
  ["4h", 14_400_000],
  ["7d", 604_800_000],
])("%s is %d ms", (text, ms) => {
  expect(msOf(text)).toBe(ms);
});
