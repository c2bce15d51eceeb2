import { expect, test } from "vitest";
import { canonical, digestOf, type Plan } from "#src/operation/plan.ts";
import { givenPlan } from "./given.ts";

const step = {
  step: "drain-node",
  input: { node: "w3", graceSeconds: 60 },
  title: "Drain w3",
  calls: ["POST evict"],
};
const plan = givenPlan([step]);
const digest = digestOf("home", "node drain w3", plan);

test("the digest is the same for the same plan, however its keys are ordered", () => {
  const { steps, basis, ...rest } = plan;
  const turned = { steps: [{ ...step, input: { graceSeconds: 60, node: "w3" } }], basis, ...rest };
  expect(digestOf("home", "node drain w3", turned)).toBe(digest);
});

test("text about impact is not part of it", () => {
  const said = { ...plan, impact: ["13 pods move."], warnings: ["late"], title: "Drain node w3" };
  expect(digestOf("home", "node drain w3", said)).toBe(digest);
});

test.each<[string, string, string, Partial<Plan>]>([
  ["the cluster", "work", "node drain w3", {}],
  ["the line", "home", "node drain w3 --grace 1", {}],
  ["the target", "home", "node drain w3", { target: "w4" }],
  ["the risk", "home", "node drain w3", { risk: "destructive" }],
  ["a fact it rests on", "home", "node drain w3", { basis: { node: "uid-other" } }],
  ["an input", "home", "node drain w3", { steps: [{ ...step, input: { node: "w3", graceSeconds: 0 } }] }],
  ["a call", "home", "node drain w3", { steps: [{ ...step, calls: ["POST evict?force"] }] }],
  ["a step more", "home", "node drain w3", { steps: [step, step] }],
  ["no step", "home", "node drain w3", { steps: [] }],
])("%s makes another digest", (_, cluster, line, more) => {
  expect(digestOf(cluster, line, { ...plan, ...more })).not.toBe(digest);
});

test("canonical JSON is JSON, and survives the store", () => {
  const value = { b: [1, null, "é\u0000"], a: { d: undefined, c: true } };
  expect(canonical(value)).toBe('{"a":{"c":true},"b":[1,null,"é\\u0000"]}');
  expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
});
