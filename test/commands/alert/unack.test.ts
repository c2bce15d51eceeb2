import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("unack names an incident, in one word too", () => {
  const wanted = { on: "incident", verdict: "unack", incident: "in-7k3m9x" };
  expect(decisionOf("alert unack in-7k3m9x")).toEqual(wanted);
  expect(decisionOf("unack in-7k3m9x")).toEqual(wanted);
});
