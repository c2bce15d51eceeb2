import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-evicted.ts";
import { givenPod, hour, now } from "../../given.ts";
import { found } from "./series.ts";

const evicted = (name: string, node = "worker-1", agoMs = hour) =>
  givenPod({ name, node, phase: "Failed", reason: "Evicted", ready: false, readySince: now - agoMs });

test("the evictions of one node are one problem, and the last one is dated", () => {
  const problems = found(rule, {
    pods: [evicted("a", "worker-1", 3 * hour), evicted("b"), evicted("c", "pi-1")],
  });

  expect(problems.map(({ summary }) => summary)).toEqual([
    "worker-1 evicted 2 pods, the last one 60 min ago",
    "pi-1 evicted 1 pod, the last one 60 min ago",
  ]);
  expect(problems.map(({ severity }) => severity)).toEqual(["info", "info"]);
});

test("a pod that failed by itself was not evicted", () => {
  expect(found(rule, { pods: [givenPod({ phase: "Failed", ready: false })] })).toEqual([]);
});
