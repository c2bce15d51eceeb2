import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("a drill names a rule", () => {
  const wanted = { on: "drill", verdict: "start", rule: "nodeNotReady" };
  expect(decisionOf("drill nodeNotReady")).toEqual(wanted);
  expect(decisionOf("drill start nodeNotReady")).toEqual(wanted);
});
