import { expect, test } from "vitest";
import { isPerson, nameOf, personOf } from "#src/base/actor.ts";

test.each([
  ["U0ANN", true, "U0ANN"],
  ["W0ANN", true, "W0ANN"],
  ["schedule:nightly", false, "the schedule nightly"],
  ["token:ci:main", false, "the API token ci:main"],
])("%s is a person: %s", (actor, isOne, name) => {
  expect(isPerson(actor)).toBe(isOne);
  expect(nameOf(actor)).toBe(name);
});

test("nobody whom Slack names is taken for a schedule", () => {
  expect(personOf("U0ANN")).toBe("U0ANN");
  for (const other of ["schedule:nightly", "", "<!channel>", "u0ann", undefined, 7])
    expect(personOf(other)).toBeUndefined();
});
