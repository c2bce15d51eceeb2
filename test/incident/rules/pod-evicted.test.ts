import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-evicted.ts";
import { day, givenPod, hour, now } from "../../given.ts";
import { found } from "./series.ts";

const evicted = (name: string, node = "worker-1", agoMs = hour) =>
  givenPod({
    name,
    node,
    phase: "Failed",
    reason: "Evicted",
    ready: false,
    readySince: now - 38 * day,
    endedAt: now - agoMs,
  });

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

test("it is dated by the eviction, not by how long the pod had been ready", () => {
  expect(found(rule, { pods: [evicted("a", "worker-1", 1_000)] })).toMatchObject([
    { summary: "worker-1 evicted 1 pod, the last one 1 s ago", since: now - 1_000 },
  ]);
});

test("no time is made up where the status has none", () => {
  const pods = [{ ...evicted("a"), endedAt: undefined }];
  expect(found(rule, { pods }).map(({ summary }) => summary)).toEqual(["worker-1 evicted 1 pod"]);
});

test("what was evicted more than a day ago is history", () => {
  expect(found(rule, { pods: [evicted("a", "worker-1", 25 * hour)] })).toEqual([]);
});

test("a pod that failed by itself was not evicted", () => {
  expect(found(rule, { pods: [givenPod({ phase: "Failed", ready: false })] })).toEqual([]);
});
