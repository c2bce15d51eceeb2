import { expect, test } from "vitest";
import { reportOf } from "#src/campaign/report.ts";
import { givenDaemonSet, givenNode, minute, now } from "../given.ts";
import { givenOperation, givenPlan } from "../operation/given.ts";
import { givenCampaign, givenCourse, givenStage } from "./given.ts";
import { givenSeen } from "./given-seen.ts";

const course = givenCourse({ stages: [givenStage("w1"), givenStage("w2")] });
const done = { state: "done" } as const;
const seen = givenSeen({
  nodes: [
    givenNode({ name: "w1", kubeletVersion: "v1.37.2" }),
    givenNode({ name: "w2", kubeletVersion: "v1.36.3" }),
  ],
});

function kept(evidence: string | undefined) {
  const step = { step: "keep-etcd-snapshot", input: {}, title: "Keep it", calls: [] };
  const plan = givenPlan([{ ...step, keeps: true }, step]);
  const record = { state: "done", evidence } as const;
  return givenOperation({ plan, steps: [record, { state: "done", evidence: "Tidied up." }] });
}

test("a report says how long it took, what runs, where what it kept lies, and what to look at", () => {
  const campaign = givenCampaign({ course, records: [done, done], beganAt: now - 12 * minute });
  const operations = [kept("/var/backups/x.db on cp1, sha256 ab."), kept(undefined)];
  expect(reportOf(campaign, { operations, seen, now })).toEqual([
    "All 2 stages are done, in 12 min.",
    "Kubelets run w1: v1.37.2; w2: v1.36.3.",
    "Kept: /var/backups/x.db on cp1, sha256 ab.",
    "Worth a look now: `status --details`, and `event list` for what came of it.",
  ]);
});

test("a kube-proxy that is not the new one everywhere is told, as a node that is off holds its rollout up", () => {
  const campaign = givenCampaign({ course, records: [done, done], beganAt: now });
  const told = (updated: number) => {
    const daemonSets = [
      givenDaemonSet({ namespace: "kube-system", name: "kube-proxy", desired: 4, updated }),
    ];
    const snapshot = { ...seen.sight.snapshot, daemonSets };
    const after = { ...seen, sight: { ...seen.sight, snapshot } };
    return reportOf(campaign, { operations: [], seen: after, now }).filter((line) => line.includes("proxy"));
  };
  expect(told(3)).toEqual([expect.stringContaining("kube-proxy is the new one on 3 of 4 nodes")]);
  expect(told(4)).toEqual([]);
});

test("a node that a skipped stage left cordoned is named, with the line that lets pods onto it again", () => {
  const campaign = givenCampaign({
    course,
    records: [done, { state: "skipped", before: ["op-000002"] }],
    beganAt: now,
  });
  const cordons = [
    { node: "w2", by: "op-000002" },
    { node: "w7", by: undefined },
  ];
  const report = reportOf(campaign, { operations: [], seen: givenSeen({ cordons }), now });
  expect(report.filter((line) => line.includes("cordon"))).toEqual([
    "w2 is still cordoned: `node uncordon w2`.",
  ]);
});

test("what was skipped is named, and a cluster that does not answer is not asked what runs", () => {
  const campaign = givenCampaign({
    course,
    records: [done, { state: "skipped" }],
    beganAt: now - 2 * minute,
  });
  expect(reportOf(campaign, { operations: [], seen: undefined, now })).toEqual([
    "All stages are over, in 2 min; skipped: Touch w2.",
    expect.stringContaining("status --details"),
  ]);
});
