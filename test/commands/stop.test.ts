import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("an operation is stopped by its id alone", () => {
  expect(decisionOf("stop op-7k3m9x")).toEqual({ on: "operation", verdict: "stop", operation: "op-7k3m9x" });
});
