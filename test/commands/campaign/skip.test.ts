import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("skip names a campaign, in one word too", () => {
  const wanted = { on: "campaign", verdict: "skip", campaign: "ca-7k3m9x", reason: "off" };
  expect(decisionOf("campaign skip ca-7k3m9x --reason=off")).toEqual(wanted);
  expect(decisionOf("skip ca-7k3m9x --reason=off")).toEqual(wanted);
});
