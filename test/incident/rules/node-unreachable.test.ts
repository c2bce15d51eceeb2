import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-unreachable.ts";
import { givenNode, hour, now, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const taint = (key: string) => ({
  key: `node.kubernetes.io/${key}`,
  value: "",
  effect: "NoExecute",
  addedAt: now - hour,
});

test.each(["unreachable", "not-ready", "out-of-service"])(
  "a node that is back and still tainted %s is told, once for both effects",
  (key) => {
    const taints = [taint(key), { ...taint(key), effect: "NoSchedule" }];
    expect(said(rule, { nodes: [givenNode({ taints })] })).toEqual([
      `worker-1 is Ready but still tainted node.kubernetes.io/${key}: pods do not stay there`,
    ]);
  },
);

test("it is as old as its taint, and nobody is woken at a cordoned node", () => {
  const nodes = [givenNode({ taints: [taint("unreachable")], unschedulable: true })];
  expect(found(rule, { nodes })).toMatchObject([{ since: now - hour, inWork: true, severity: "info" }]);
});

test("a silent node is told as not ready and not here, and a taint of its owner means nothing", () => {
  const nodes = [
    givenNode({ name: "w1", taints: [taint("unreachable")], conditions: [silent()] }),
    givenNode({ name: "w2", taints: [{ key: "dedicated", value: "gpu", effect: "NoSchedule" }] }),
  ];
  expect(found(rule, { nodes })).toEqual([]);
});
