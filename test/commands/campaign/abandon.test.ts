import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("abandon names a campaign", () => {
  const wanted = { on: "campaign", verdict: "abandon", campaign: "ca-7k3m9x" };
  expect(decisionOf("campaign abandon ca-7k3m9x")).toEqual(wanted);
});
