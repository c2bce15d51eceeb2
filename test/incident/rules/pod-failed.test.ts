import { expect, test } from "vitest";
import rule from "#src/incident/rules/pod-failed.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { day, givenContainer, givenPod, hour, now } from "../../given.ts";
import { found, said } from "./series.ts";

const failed = (more: Partial<Pod> = {}) =>
  givenPod({
    name: "import",
    owner: undefined,
    phase: "Failed",
    ready: false,
    endedAt: now - hour,
    containers: [givenContainer({ state: "terminated", reason: "Error", exitCode: 2 })],
    ...more,
  });

test("a failed pod that nobody owns is told, with its exit code", () => {
  expect(said(rule, { pods: [failed()] })).toEqual([
    "default/import failed 60 min ago: container app, exit code 2; it has no controller, so nothing replaces it",
  ]);
});

test("one that its node refused says so", () => {
  expect(said(rule, { pods: [failed({ reason: "NodeAffinity", containers: [] })] })).toEqual([
    "default/import failed 60 min ago: NodeAffinity; it has no controller, so nothing replaces it",
  ]);
});

test.each<readonly [string, Partial<Pod>]>([
  ["is replaced by its controller", { owner: { kind: "ReplicaSet", name: "web-5d4f8" } }],
  ["was evicted", { reason: "Evicted" }],
  ["failed days ago", { endedAt: now - 3 * day }],
  ["runs", { phase: "Running" }],
])("one that %s is not told", (_what, more) => {
  expect(found(rule, { pods: [failed(more)] })).toEqual([]);
});
