import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-pressure.ts";
import { givenCondition, givenNode, ready } from "../../given.ts";
import { found, said } from "./series.ts";

const diskFull = givenCondition("DiskPressure", "True", { message: "kubelet has disk pressure" });
const memoryFull = givenCondition("MemoryPressure", "True", { message: "" });

test("a node short of disk alerts in the kubelet's words", () => {
  expect(said(rule, { nodes: [givenNode({ conditions: [ready, diskFull] })] })).toEqual([
    "worker-1 has DiskPressure: kubelet has disk pressure",
  ]);
});

test("two pressures of one node are one problem", () => {
  const problems = found(rule, { nodes: [givenNode({ conditions: [ready, diskFull, memoryFull] })] });
  expect(problems.map(({ summary }) => summary)).toEqual([
    "worker-1 has DiskPressure and MemoryPressure: kubelet has disk pressure; SaysMemoryPressure",
  ]);
});

test("a cordoned node is somebody's work: told to whoever asks, and nobody is woken", () => {
  const nodes = [givenNode({ unschedulable: true, conditions: [ready, diskFull] })];
  expect(found(rule, { nodes })).toMatchObject([{ severity: "info", inWork: true }]);
});

test("a pressure that is unknown because the node is silent does not alert", () => {
  const conditions = [givenCondition("DiskPressure", "Unknown")];
  expect(found(rule, { nodes: [givenNode({ conditions })] })).toEqual([]);
});

test.each(["DrainInProgress", "Drained", "MaintenancePlanned"])("%s=True is only information", (type) => {
  expect(found(rule, { nodes: [givenNode({ conditions: [ready, givenCondition(type, "True")] })] })).toEqual(
    [],
  );
});
