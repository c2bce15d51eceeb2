import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

test("ack names an incident, in one word too", () => {
  const wanted = { on: "incident", verdict: "ack", incident: "in-7k3m9x" };
  expect(decisionOf("alert ack in-7k3m9x")).toEqual(wanted);
  expect(decisionOf("ack in-7k3m9x")).toEqual(wanted);
});
