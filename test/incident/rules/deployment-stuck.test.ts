import { expect, test } from "vitest";
import { causesAmong } from "#src/incident/causes.ts";
import rule from "#src/incident/rules/deployment-stuck.ts";
import crashLooping from "#src/incident/rules/pod-crash-looping.ts";
import type { Workload } from "#src/kubernetes/objects.ts";
import { givenCrashingPod, givenWorkload } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const probed = (more: Partial<Workload>) => ({ workloads: reading([givenWorkload(more)]) });

test("a Deployment with too few pods is told, with its controller's words", () => {
  expect(said(rule, {}, probed({ available: 1, updated: 1 }))).toEqual([
    "Deployment default/web has 1 of 2 pods available, 1 of them updated",
  ]);
  expect(said(rule, {}, probed({ problem: "ProgressDeadlineExceeded" }))).toEqual([
    "Deployment default/web has 2 of 2 pods available: ProgressDeadlineExceeded",
  ]);
});

test("where its own pods crash, that is the message", () => {
  const stuck = found(rule, {}, probed({ available: 0 }));
  const crash = found(crashLooping, { pods: [givenCrashingPod()] });
  const causeOf = causesAmong([...stuck, ...crash]);
  expect(stuck.map(causeOf)).toEqual(["KubePodCrashLooping/Deployment/default/web"]);
  expect(crash.map(causeOf)).toEqual([undefined]);
});

test("a well one, one that was scaled to nothing and other kinds are not told", () => {
  const all = [
    {},
    { desired: 0, available: 0, problem: "MinimumReplicasUnavailable" },
    { kind: "StatefulSet", available: 0 },
  ];
  for (const more of all) expect(found(rule, {}, probed(more as Partial<Workload>))).toEqual([]);
});
