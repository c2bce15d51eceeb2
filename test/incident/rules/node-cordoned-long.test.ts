import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-cordoned-long.ts";
import { day, givenNode, hour, now } from "../../given.ts";
import { found, said } from "./series.ts";

const cordoned = (agoMs: number | undefined) =>
  givenNode({
    name: "pi-1",
    unschedulable: true,
    taints: [
      {
        key: "node.kubernetes.io/unschedulable",
        value: "",
        effect: "NoSchedule",
        addedAt: agoMs === undefined ? undefined : now - agoMs,
      },
    ],
  });

test("a node that was cordoned days ago is told, and what lets pods onto it again", () => {
  const nodes = [cordoned(3 * day)];
  expect(said(rule, { nodes })).toEqual(["pi-1 has been cordoned for 3 d: no new pod is scheduled there"]);
  expect(found(rule, { nodes })[0]?.remedies[0]).toBe("node uncordon pi-1");
});

test.each([
  ["cordoned an hour ago", cordoned(hour)],
  ["cordoned nobody knows when", cordoned(undefined)],
  ["uncordoned, with the taint still there", { ...cordoned(3 * day), unschedulable: false }],
  ["not cordoned", givenNode()],
])("a node that is %s is not told", (_what, node) => {
  expect(found(rule, { nodes: [node] })).toEqual([]);
});
