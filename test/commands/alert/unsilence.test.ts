import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("unsilence names an incident, in one word too", () => {
  const wanted = { on: "incident", verdict: "unsilence", incident: "in-7k3m9x" };
  expect(decisionOf("alert unsilence in-7k3m9x")).toEqual(wanted);
  expect(decisionOf("unsilence in-7k3m9x")).toEqual(wanted);
});
