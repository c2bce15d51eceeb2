import { expect, test } from "vitest";
import { saySupport, warnOfSupport } from "#src/kubeadm/upgrade/support.ts";

const at = (day: string) => Date.parse(day);

test.each([
  [37, "2026-11-29", "until 2027-10-28", undefined],
  [34, "2026-11-29", "ended on 2026-10-27", "1.34 gets no patches any more, since 2026-10-27."],
  [35, "2027-02-08", "until 2027-02-28", "1.35 gets patches until 2027-02-28, for 20 d more."],
  [28, "2026-11-29", "ended long ago", "1.28 gets no patches any more."],
  [39, "2026-11-29", "not known here", undefined],
])("of 1.%d on %s it is said: %s", (minor, day, said, warning) => {
  expect(saySupport(minor, at(day))).toBe(said);
  expect(warnOfSupport(minor, at(day))).toBe(warning);
});
