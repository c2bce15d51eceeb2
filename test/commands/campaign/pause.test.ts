import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("pause names a campaign, in one word too", () => {
  const wanted = { on: "campaign", verdict: "pause", campaign: "ca-7k3m9x" };
  expect(decisionOf("campaign pause ca-7k3m9x")).toEqual(wanted);
  expect(decisionOf("pause ca-7k3m9x")).toEqual(wanted);
});
