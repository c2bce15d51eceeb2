import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("a reason of several words is one argument", () => {
  const reason = "not before the backup";
  expect(decisionOf(`deny op-7k3m9x --reason "${reason}"`)).toEqual({
    on: "operation",
    verdict: "deny",
    operation: "op-7k3m9x",
    reason,
  });
});
