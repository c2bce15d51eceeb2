import { expect, test } from "vitest";
import rule from "#src/incident/rules/daemon-set-stuck.ts";
import { givenDaemonSet, givenNode, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const set = (available: number, more = {}) =>
  givenDaemonSet({ name: "node-exporter", desired: 3, current: 3, updated: 2, available, ...more });

test("a DaemonSet that is missing somewhere is told, with how far its rollout is", () => {
  expect(said(rule, { daemonSets: [set(1)] })).toEqual([
    "DaemonSet kube-system/node-exporter is available on 1 of 3 nodes, 2 of them updated",
  ]);
  expect(said(rule, { daemonSets: [set(2, { updated: 3 })] })).toEqual([
    "DaemonSet kube-system/node-exporter is available on 2 of 3 nodes",
  ]);
});

test("what is missing on a node that is down is the node's problem", () => {
  const nodes = [givenNode({ name: "w1" }), givenNode({ name: "w2", conditions: [silent()] })];
  expect(found(rule, { nodes, daemonSets: [set(2)] })).toEqual([]);
  expect(found(rule, { nodes, daemonSets: [set(1)] })).toHaveLength(1);
});

test.each(["kube-proxy", "calico-node"])("%s is told node by node elsewhere", (name) => {
  expect(found(rule, { daemonSets: [set(0, { name })] })).toEqual([]);
});

test("one that is everywhere is not told", () => {
  expect(found(rule, { daemonSets: [set(3)] })).toEqual([]);
});
