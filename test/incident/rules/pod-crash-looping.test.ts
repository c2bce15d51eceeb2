import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-crash-looping.ts";
import { crashing, givenContainer, givenCrashingPod, givenPod, hour, minute, now } from "../../given.ts";
import { found, said } from "./series.ts";

const running = (finishedAgoMs: number, restarts = 5) =>
  givenPod({
    containers: [
      givenContainer({ restarts, last: { reason: "Error", exitCode: 1, finishedAt: now - finishedAgoMs } }),
    ],
  });

test("a crash loop alerts with container, restarts and exit code", () => {
  expect(said(rule, { pods: [givenCrashingPod()] })).toEqual([
    "default/web keeps crashing on worker-1: container app, 14 restarts, exit code 1",
  ]);
});

test("a new pod of the same workload is the same problem", () => {
  const before = found(rule, { pods: [givenCrashingPod({ name: "web-5d4f8-aaaaa" })] });
  const owner = { kind: "ReplicaSet", name: "web-77c9b" };
  const labels = { "pod-template-hash": "77c9b" };
  const after = found(rule, { pods: [givenCrashingPod({ name: "web-77c9b-zzzzz", owner, labels })] });

  expect(after.map(({ subject }) => subject)).toEqual(before.map(({ subject }) => subject));
  expect(before[0]?.subject).toEqual({ kind: "Deployment", namespace: "default", name: "web" });
});

test("several pods of a workload are one problem, and the worst speaks", () => {
  const pods = [
    givenCrashingPod({ name: "web-5d4f8-a", containers: [crashing({ restarts: 2 })] }),
    givenCrashingPod({ name: "web-5d4f8-b", containers: [crashing({ restarts: 9 })] }),
  ];
  const [problem, ...others] = found(rule, { pods });

  expect(others).toEqual([]);
  expect(problem?.summary).toBe(
    "default/web keeps crashing in 2 pods: container app, 9 restarts, exit code 1",
  );
  expect(problem?.remedies[0]).toBe("pod logs default/web-5d4f8-b --container=app --previous");
});

test("two containers of one pod are one problem in one pod", () => {
  const pods = [givenCrashingPod({ containers: [crashing(), crashing({ name: "b", restarts: 1 })] })];
  expect(said(rule, { pods })).toEqual([
    "default/web keeps crashing on worker-1: container app, 14 restarts, exit code 1",
  ]);
});

test("between two crashes, while it runs for a moment, it still alerts", () => {
  expect(found(rule, { pods: [running(minute)] })).toHaveLength(1);
});

test.each([
  ["a well pod", givenPod()],
  ["a pod that recovered an hour ago", running(hour)],
  ["a pod that crashed once a minute ago", running(minute, 1)],
  ["a crashing pod that is being deleted", givenCrashingPod({ deletedAt: now })],
  [
    "a container that completes again and again",
    givenPod({
      containers: [
        givenContainer({ restarts: 9, last: { reason: "Completed", exitCode: 0, finishedAt: now - minute } }),
      ],
    }),
  ],
])("%s does not alert", (_title, pod) => {
  expect(found(rule, { pods: [pod] })).toEqual([]);
});

test("an init container in a crash loop alerts", () => {
  const containers = [
    crashing({ name: "prepare", init: true }),
    givenContainer({ state: "waiting", ready: false }),
  ];
  expect(found(rule, { pods: [givenPod({ phase: "Pending", ready: false, containers })] })).toHaveLength(1);
});
