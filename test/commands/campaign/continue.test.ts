import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("continue names a campaign, in one word too", () => {
  const wanted = { on: "campaign", verdict: "continue", campaign: "ca-7k3m9x", anyway: false };
  expect(decisionOf("campaign continue ca-7k3m9x")).toEqual(wanted);
  expect(decisionOf("continue ca-7k3m9x")).toEqual(wanted);
});
