// What a few nodes have beside the rest is a line, so that the table of nodes stays as wide as a screen.
import { expect, test } from "vitest";
import { extendedFacts, nodeTable } from "#src/card/node-rows.ts";
import { givenCluster, givenNode, now } from "../given.ts";

test("a GPU is a fact of its node, and no column of the table", () => {
  const allocatable = { cpu: 4, memory: 8 * 1024 ** 3, pods: 110, "nvidia.com/gpu": 1 };
  const nodes = [givenNode({ name: "cp1" }), givenNode({ name: "w1", allocatable })];
  const snapshot = givenCluster({ nodes }).snapshot();

  expect(extendedFacts(snapshot)).toEqual([["nvidia.com/gpu", "requested 0 of 1 on w1"]]);
  const titles = nodeTable(snapshot, now).columns.map(({ title }) => title);
  expect(titles).toContain("Memory req");
  expect(titles).not.toContain("nvidia.com/gpu");
});
