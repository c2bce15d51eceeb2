// A campaign of three stages by Ann, approved by Bob, and its parts.
import type { Bounds, Campaign, Course, Stage } from "#src/campaign/campaign.ts";
import { now } from "../given.ts";
import { ann, bob } from "../operation/given.ts";

export const noBounds: Bounds = { risk: "change", calls: [], losses: [], risks: [] };

export function givenStage(name: string, more: Partial<Stage> = {}): Stage {
  return { line: `node touch ${name}`, title: `Touch ${name}`, gate: "auto", node: name, ...more };
}

export function givenCourse(more: Partial<Course> = {}): Course {
  return {
    title: "Touch all",
    stages: [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")],
    bounds: noBounds,
    known: { off: [], cordoned: [] },
    ...more,
  };
}

export function givenCampaign(more: Partial<Campaign> = {}): Campaign {
  const course = more.course ?? givenCourse();
  return {
    id: "ca-000001",
    cluster: "home",
    by: ann.id,
    where: { channel: "C0OPS" },
    line: "touch all --cluster=home",
    approvals: [{ by: bob.id, verdict: "approve", role: "approver", at: now }],
    course,
    state: "waiting",
    waiting: { for: "gate", words: "It has just begun.", since: now },
    records: course.stages.map(() => ({ state: "waiting" })),
    at: 0,
    off: [],
    beganAt: now,
    trail: [{ at: now, what: "began", by: ann.id }],
    ...more,
  };
}
