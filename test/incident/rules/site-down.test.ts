import { expect, test } from "vitest";
import { causesAmong } from "#src/incident/causes.ts";
import nodeNotReady from "#src/incident/rules/node-not-ready.ts";
import rule from "#src/incident/rules/site-down.ts";
import { givenNode, minute, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const down = (name: string, agoMs: number, unschedulable = false) =>
  givenNode({ name, unschedulable, conditions: [silent(agoMs)] });
const well = (name: string) => givenNode({ name });

test("most nodes gone within two minutes are one problem with all of them", () => {
  const nodes = [down("a", 5 * minute), down("b", 4 * minute), down("c", 3.5 * minute), well("d"), well("e")];
  expect(said(rule, { nodes })).toEqual([
    "3 of 5 nodes went away together 5 min ago: a, b and c; a power cut or a broken uplink is likely",
  ]);
  expect(found(rule, { nodes })[0]?.nodes).toEqual(["a", "b", "c"]);
});

test("it explains each of its nodes, and none that went at another time", () => {
  const nodes = [
    down("old", 90 * minute),
    down("a", 5 * minute),
    down("b", 5 * minute),
    down("c", 5 * minute),
  ];
  const site = found(rule, { nodes });
  const each = found(nodeNotReady, { nodes });
  const causeOf = causesAmong([...site, ...each]);

  expect(each.map((problem) => [problem.subject.name, causeOf(problem) !== undefined])).toEqual([
    ["old", false],
    ["a", true],
    ["b", true],
    ["c", true],
  ]);
});

test.each([
  ["two nodes", [down("a", minute), down("b", minute)]],
  ["fewer than half", [..."abc"].map((name) => down(name, minute)).concat([..."defg"].map(well))],
  ["one after the other", [down("a", 60 * minute), down("b", 30 * minute), down("c", minute)]],
  ["cordoned nodes", [..."abc"].map((name) => down(name, minute, true))],
])("%s are no site", (_what, nodes) => {
  expect(found(rule, { nodes })).toEqual([]);
});
