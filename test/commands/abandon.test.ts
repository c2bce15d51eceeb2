import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("an operation is given up by its id alone", () => {
  expect(decisionOf("abandon op-7k3m9x")).toEqual({
    on: "operation",
    verdict: "abandon",
    operation: "op-7k3m9x",
  });
});
