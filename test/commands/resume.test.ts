import { expect, test } from "vitest";
import { decisionOf } from "./ask.ts";

test("retry is another word for it", () => {
  expect(decisionOf("retry op-7k3m9x")).toEqual(decisionOf("resume op-7k3m9x"));
});
