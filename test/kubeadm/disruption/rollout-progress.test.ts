import { expect, test } from "vitest";
import { progressOf } from "#src/kubeadm/disruption/rollout-progress.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import { givenRollout } from "./given.ts";

test.each<[string, Partial<Rollout>]>([
  ["its controller has not seen the change yet", { generation: 4 }],
  ["1 of 2 pods are new", { updated: 1 }],
  ["1 old pod still ending", { current: 3 }],
  ["all 2 pods are new, 1 available", { available: 1 }],
  ["1 of 2 pods are new", { kind: "DaemonSet", updated: 1 }],
  ["all 2 pods are new, 1 available", { kind: "DaemonSet", available: 1 }],
  ["1 of 2 pods are new", { kind: "StatefulSet", updated: 1 }],
  ["all 2 pods are new, 1 available", { kind: "StatefulSet", ready: 1 }],
  ["2 of 3 pods are new", { kind: "StatefulSet", desired: 5, partition: 2, updated: 2 }],
  [
    "3 of 5 pods are new, the others are kept by its partition, 4 available",
    { kind: "StatefulSet", desired: 5, partition: 2, updated: 3, ready: 4 },
  ],
  ["1 of 2 pods are new, and it is paused: no more become so", { updated: 1, paused: true }],
  [
    "1 of 2 pods are new, and it is OnDelete: the others become so once somebody deletes them",
    { kind: "DaemonSet", updated: 1, strategy: "OnDelete" },
  ],
])("a rollout is not complete while %s", (said, more) => {
  expect(progressOf(givenRollout(more))).toMatchObject({ complete: false, said });
});

test("behind a partition nothing more is to become new than the partition lets", () => {
  const rollout = givenRollout({ kind: "StatefulSet", desired: 5, partition: 2, updated: 3 });
  expect(progressOf(rollout)).toMatchObject({
    complete: true,
    said: "3 of 5 pods are new, the others are kept by its partition, and all are available",
  });
});

test.each<[string, Partial<Rollout>]>([
  ["Deployment", {}],
  ["DaemonSet", { kind: "DaemonSet", current: 3 }],
  ["StatefulSet", { kind: "StatefulSet" }],
])("a %s is complete when all pods are new and available", (_kind, more) => {
  expect(progressOf(givenRollout(more)).complete).toBe(true);
});

test("a rollout gets further with each new pod, and then with each that is well", () => {
  const stations: readonly Partial<Rollout>[] = [
    { generation: 4 },
    { updated: 1, available: 1 },
    { updated: 2, available: 1, current: 3 },
    { updated: 2, available: 1 },
    { updated: 2, available: 2 },
  ];
  const reached = stations.map((more) => progressOf(givenRollout(more)).reached);
  expect(reached).toEqual([0, 1, 2, 3, 4]);
});
