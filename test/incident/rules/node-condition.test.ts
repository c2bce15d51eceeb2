import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-condition.ts";
import { givenCondition, givenNode, hour, now, ready } from "../../given.ts";
import { found, said } from "./series.ts";

test("what node-problem-detector found is told, in one problem for each node", () => {
  const conditions = [
    ready,
    givenCondition("KernelDeadlock", "True", { message: "task docker:123 blocked" }),
    givenCondition("ReadonlyFilesystem", "True", { since: now - 2 * hour, message: "remounted" }),
  ];
  expect(said(rule, { nodes: [givenNode({ conditions })] })).toEqual([
    "worker-1 has KernelDeadlock and ReadonlyFilesystem: task docker:123 blocked; remounted",
  ]);
  expect(found(rule, { nodes: [givenNode({ conditions })] })[0]?.since).toBe(now - 2 * hour);
});

test.each([
  "Ready",
  "MemoryPressure",
  "DiskPressure",
  "PIDPressure",
  "NetworkUnavailable",
  "DrainInProgress",
  "Drained",
  "MaintenancePlanned",
  "MaintenanceInProgress",
  "GracefulNodeShutdownInProgress",
])("%s is told elsewhere, or does no harm", (type) => {
  expect(found(rule, { nodes: [givenNode({ conditions: [givenCondition(type, "True")] })] })).toEqual([]);
});

test("what is False or Unknown says nothing", () => {
  const conditions = [givenCondition("KernelDeadlock", "False"), givenCondition("CorruptDocker", "Unknown")];
  expect(found(rule, { nodes: [givenNode({ conditions })] })).toEqual([]);
});
