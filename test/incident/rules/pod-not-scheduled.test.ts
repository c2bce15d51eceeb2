import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-not-scheduled.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { givenContainer, givenPod, hour, minute, now } from "../../given.ts";
import { found, said } from "./series.ts";

const pending = (more: Partial<Pod> = {}) =>
  givenPod({
    phase: "Pending",
    ready: false,
    readySince: now - hour,
    node: "",
    unscheduledBecause: "0/3 nodes are available: 3 Insufficient memory.",
    containers: [givenContainer({ ready: false, state: "waiting" })],
    ...more,
  });

test("a pod that nobody can schedule alerts with the scheduler's words", () => {
  expect(said(rule, { pods: [pending()] })).toEqual([
    "default/web-5d4f8-abcde has been Pending for 60 min: 0/3 nodes are available: 3 Insufficient memory.",
  ]);
});

test("a pod that no scheduler has looked at alerts too", () => {
  expect(said(rule, { pods: [pending({ unscheduledBecause: "" })] })).toEqual([
    "default/web-5d4f8-abcde has been Pending for 60 min, and no scheduler has looked at it",
  ]);
});

test("pods of one workload are one problem, the oldest speaks", () => {
  const pods = [
    pending({ name: "web-5d4f8-a", readySince: now - 20 * minute }),
    pending({ name: "web-5d4f8-b" }),
  ];
  const problems = found(rule, { pods });

  expect(problems.map(({ summary }) => summary)).toEqual([
    "2 pods of default/web have been Pending for 60 min: 0/3 nodes are available: 3 Insufficient memory.",
  ]);
  expect(problems[0]?.subject).toEqual({ kind: "Deployment", namespace: "default", name: "web" });
});

test("it is told at once and with its age, and holds a quarter of an hour before anybody is woken", () => {
  const [problem] = found(rule, { pods: [pending({ readySince: now - 20_000 })] });
  expect(problem).toMatchObject({
    summary: expect.stringContaining("Pending for 20 s"),
    since: now - 20_000,
  });
  expect(rule.for).toBe("15m");
});

test("a job's pod that cannot start alerts", () => {
  expect(found(rule, { pods: [pending({ owner: { kind: "Job", name: "backup-29384710" } })] })).toHaveLength(
    1,
  );
});

test.each<readonly [string, Pod]>([
  ["a scheduled pod that does not start", pending({ node: "worker-1", unscheduledBecause: "" })],
  ["a gated pod", pending({ unscheduledBecause: "Scheduling is blocked due to non-empty scheduling gates" })],
  ["a pod made a moment ago", pending({ unscheduledBecause: "", readySince: now - 5_000 })],
])("%s does not alert", (_title, pod) => {
  expect(found(rule, { pods: [pod] })).toEqual([]);
});
