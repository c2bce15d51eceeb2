import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

const wanted = { on: "incident", verdict: "silence", incident: "in-7k3m9x" };

test("an incident is silenced for a while", () => {
  expect(decisionOf("silence in-7k3m9x --for=4h")).toEqual({ ...wanted, for: "4h" });
});

test("an incident is silenced until it clears where no time is given", () => {
  expect(decisionOf("snooze in-7k3m9x")).toEqual({ ...wanted, for: "clear" });
});

test("a time that is none is refused", () => {
  expect(() => decisionOf("silence in-7k3m9x --for=soon")).toThrow("must be 30m, 4h, 1d or clear");
});
