import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-not-ready.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import {
  givenContainer,
  givenCrashingPod,
  givenNode,
  givenPod,
  hour,
  minute,
  now,
  silent,
} from "../../given.ts";
import { found, said } from "./series.ts";

const pending = (more: Partial<Pod> = {}) =>
  givenPod({
    phase: "Pending",
    ready: false,
    readySince: now - hour,
    containers: [givenContainer({ ready: false, state: "waiting", reason: "ContainerCreating" })],
    ...more,
  });
const job = { kind: "Job", name: "backup-29384710" };

test("a pod that hangs while its containers are made alerts", () => {
  expect(said(rule, { pods: [pending()] })).toEqual([
    "default/web-5d4f8-abcde has been ContainerCreating for 60 min",
  ]);
});

test("pods of one workload are one problem, the oldest speaks", () => {
  const pods = [
    pending({ name: "web-5d4f8-a", readySince: now - 20 * minute }),
    pending({ name: "web-5d4f8-b" }),
  ];
  const problems = found(rule, { pods });

  expect(problems.map(({ summary }) => summary)).toEqual([
    "2 pods of default/web have been ContainerCreating for 60 min",
  ]);
  expect(problems[0]?.subject).toEqual({ kind: "Deployment", namespace: "default", name: "web" });
});

test("it holds a quarter of an hour before anybody is woken", () => {
  expect(rule.for).toBe("15m");
});

test("a pod that does not go away alerts", () => {
  const pods = [givenPod({ name: "stuck", owner: undefined, deletedAt: now - hour })];
  expect(said(rule, { pods })).toEqual(["default/stuck has been Terminating for 60 min"]);
});

test("a job's pod that cannot start alerts", () => {
  expect(found(rule, { pods: [pending({ owner: job })] })).toHaveLength(1);
});

test.each<readonly [string, Pod]>([
  ["a well pod", givenPod()],
  ["a pod that is being started", pending({ readySince: now - 10_000 })],
  ["a pod that was well for days and is being deleted now", givenPod({ deletedAt: now })],
  ["a crash loop, which alerts by itself,", givenCrashingPod()],
  [
    "an init container's crash loop, which alerts by itself,",
    pending({
      containers: [
        givenContainer({ init: true, ready: false, state: "waiting", reason: "CrashLoopBackOff" }),
      ],
    }),
  ],
  ["a finished job", givenPod({ phase: "Succeeded", ready: false, readySince: now - hour, owner: job })],
  ["an evicted pod", givenPod({ phase: "Failed", reason: "Evicted", ready: false, readySince: now - hour })],
  ["a failed pod", givenPod({ phase: "Failed", ready: false, readySince: now - hour })],
  ["a running job that is not ready", givenPod({ ready: false, readySince: now - hour, owner: job })],
  ["a pod on no node, which alerts by itself,", pending({ node: "", unscheduledBecause: "no node fits" })],
  [
    "an image that cannot be pulled, which alerts by itself,",
    pending({ containers: [givenContainer({ ready: false, state: "waiting", reason: "ErrImagePull" })] }),
  ],
])("%s does not alert", (_title, pod) => {
  expect(found(rule, { pods: [pod] })).toEqual([]);
});

test("the pods of a silent node are the node's problem", () => {
  const nodes = [givenNode({ conditions: [silent()] })];
  expect(found(rule, { nodes, pods: [givenPod({ ready: false, readySince: now - hour })] })).toEqual([]);
});
