import { expect, test } from "vitest";
import { differencesOf, isAboutAnother } from "#src/operation/differences.ts";
import type { Plan } from "#src/operation/plan.ts";
import { givenPlan, switchCall } from "./given.ts";

const step = { step: "switch-on", input: { name: "a" }, title: "Switch a on", calls: [switchCall("a")] };
const before = givenPlan([step], { basis: { uid: "1", node: "w3" } });

test("the same plan has no differences, whatever its impact says", () => {
  expect(differencesOf(before, { ...before, impact: ["13 pods move."] })).toEqual([]);
});

test.each<[string, Partial<Plan>, readonly string[]]>([
  ["a fact", { basis: { uid: "1", node: "w4" } }, ["Its node was w3, and is w4."]],
  ["a fact that is gone", { basis: { uid: "1" } }, ["Its node was w3, and is none."]],
  ["an id", { basis: { uid: "2", node: "w3" } }, ["It was made anew, and only its name is the same."]],
  ["the risk", { risk: "destructive" }, ["Its risk was change, and is destructive."]],
  ["a step more", { steps: [step, { ...step, title: "Switch b on" }] }, ["New steps: Switch b on."]],
  ["a step less", { steps: [] }, ["Steps that are not needed any more: Switch a on."]],
  [
    "a call",
    { steps: [{ ...step, calls: [switchCall("b")] }] },
    [
      "“Switch a on” would also send PUT /switches/b.",
      "“Switch a on” would not send PUT /switches/a any more.",
    ],
  ],
  [
    "an input",
    { steps: [{ ...step, input: { name: "a", wait: 5 } }] },
    ["“Switch a on” would be done in another way."],
  ],
])("%s", (_what, more, said) => {
  expect(differencesOf(before, { ...before, ...more })).toEqual(said);
});

test("ids and hashes are not read out", () => {
  const long = (letter: string) => ({ uid: "1", digest: letter.repeat(64) });
  expect(differencesOf(givenPlan([], { basis: long("a") }), givenPlan([], { basis: long("b") }))).toEqual([
    "The request itself has changed.",
  ]);
});

test("another target or another uid is another object", () => {
  expect(isAboutAnother(before, { ...before, basis: { uid: "1", node: "w4" } })).toBe(false);
  expect(isAboutAnother(before, { ...before, basis: { uid: "2", node: "w3" } })).toBe(true);
  expect(isAboutAnother(before, { ...before, target: "shop/web-2" })).toBe(true);
});
