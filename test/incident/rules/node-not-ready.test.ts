import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-not-ready.ts";
import { givenCondition, givenNode, minute, now, ready, silent } from "../../given.ts";
import { found, said } from "./series.ts";

test("a silent node alerts with what was last known of it", () => {
  const nodes = [givenNode({ name: "pi-1", conditions: [silent()] })];
  expect(said(rule, { nodes })).toEqual([
    "pi-1 has been NotReady for 4 min: Kubelet stopped posting node status",
  ]);
});

test("after five minutes the sentence says that pods are being evicted", () => {
  const nodes = [givenNode({ name: "pi-1", conditions: [silent(6 * minute)] })];
  expect(said(rule, { nodes })).toEqual([
    "pi-1 has been NotReady for 6 min: Kubelet stopped posting node status; its pods are being evicted",
  ]);
});

test("a kubelet that reports itself not ready alerts too", () => {
  const message = "container runtime network not ready: cni plugin not initialized";
  const nodes = [
    givenNode({ conditions: [givenCondition("Ready", "False", { message, since: now - minute })] }),
  ];
  expect(said(rule, { nodes })).toEqual([`worker-1 has been NotReady for 60 s: ${message}`]);
});

test("a node that never reported alerts", () => {
  const nodes = [givenNode({ name: "new", createdAt: now - 3 * minute, conditions: [] })];
  expect(said(rule, { nodes })).toEqual(["new has been NotReady for 3 min: it never reported"]);
});

test("a cordoned node is somebody's work: told to whoever asks, and nobody is woken", () => {
  const nodes = [givenNode({ unschedulable: true, conditions: [silent()] })];
  expect(found(rule, { nodes })).toMatchObject([
    {
      severity: "info",
      inWork: true,
      summary: expect.stringContaining("worker-1 (cordoned) has been NotReady"),
    },
  ]);
});

test.each([
  "DrainInProgress",
  "Drained",
  "MaintenancePlanned",
  "MaintenanceInProgress",
  "GracefulNodeShutdownInProgress",
])("%s=True is no reason to alert", (type) => {
  expect(found(rule, { nodes: [givenNode({ conditions: [ready, givenCondition(type, "True")] })] })).toEqual(
    [],
  );
});
