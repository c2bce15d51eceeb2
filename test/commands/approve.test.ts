import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("approving takes the target's name where that must be typed", () => {
  expect(decisionOf("approve op-7k3m9x")).toEqual({
    on: "operation",
    verdict: "approve",
    operation: "op-7k3m9x",
  });
  expect(decisionOf("approve op-7k3m9x --target=w3").target).toBe("w3");
});
