import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-oom-killed.ts";
import { givenContainer, givenPod, hour, minute, now } from "../../given.ts";
import { found, said } from "./series.ts";

const killed = (restarts: number, agoMs: number, reason = "OOMKilled") =>
  givenPod({
    containers: [givenContainer({ restarts, last: { reason, exitCode: 137, finishedAt: now - agoMs } })],
  });

test("a container that the kernel killed is told, though it runs again", () => {
  expect(said(rule, { pods: [killed(1, 5 * minute)] })).toEqual([
    "default/web ran out of memory 5 min ago: container app was OOM-killed on worker-1, 1 restart",
  ]);
});

test("one that is dead now is told too", () => {
  const pods = [
    givenPod({
      ready: false,
      containers: [givenContainer({ state: "terminated", reason: "OOMKilled", exitCode: 137 })],
    }),
  ];
  expect(found(rule, { pods })).toMatchObject([{ since: now }]);
});

test.each([
  [1, "default", "info"],
  [3, "default", "warning"],
  [1, "kube-system", "warning"],
])("after %i restarts in %s it is worth %s", (restarts, namespace, severity) => {
  const pods = [{ ...killed(restarts, minute), namespace }];
  expect(found(rule, { pods })[0]?.severity).toBe(severity);
});

test("one that has run for an hour since, or ended for another reason, is not told", () => {
  expect(found(rule, { pods: [killed(9, 2 * hour), killed(9, minute, "Error")] })).toEqual([]);
});
