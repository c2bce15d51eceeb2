import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("a silence is ended by its id", () => {
  const wanted = { on: "silence", verdict: "remove", silence: "si-7k3m9x" };
  expect(decisionOf("silence remove si-7k3m9x")).toEqual(wanted);
});
