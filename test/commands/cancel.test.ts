import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("an operation is taken back by its id alone", () => {
  expect(decisionOf("cancel op-7k3m9x")).toEqual({
    on: "operation",
    verdict: "cancel",
    operation: "op-7k3m9x",
  });
});
