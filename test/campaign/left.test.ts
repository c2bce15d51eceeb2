import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { leftBy } from "#src/campaign/left.ts";
import { givenNode, givenSight, minute, now } from "../given.ts";
import { givenCampaign, givenCourse, givenStage } from "./given.ts";
import { givenSeen } from "./given-seen.ts";

const course = givenCourse({ stages: ["w1", "w2", "w3"].map((name) => givenStage(name)) });
const nodes = [
  givenNode({ name: "w1", kubeletVersion: "v1.37.2" }),
  givenNode({ name: "w2", kubeletVersion: "v1.36.3" }),
];

test("who abandons a campaign reads what was not done, what runs, and which of its cordons are left", () => {
  const records = [
    { state: "done", operation: "op-000001" },
    { state: "running", operation: "op-000002" },
    { state: "waiting" },
  ] as const;
  const cordons = [
    { node: "w2", by: "op-000002" },
    { node: "w3", by: undefined },
  ];
  expect(
    leftBy(givenCampaign({ course, records, at: 1 }), givenSeen({ nodes, cordons })).split("\n"),
  ).toEqual([
    "2 stages were not done. `touch all --cluster=home` plans what is left afresh.",
    "Kubelets run w1: v1.37.2; w2: v1.36.3.",
    "The API server that answers runs v1.37.1.",
    "w2 is still cordoned: `node uncordon w2`.",
  ]);
});

test("where the API server does not answer, it says that this was before, and what nobody could look at", () => {
  const error = new UnreachableError("home does not answer.");
  const reach = { state: "unreachable", since: now, lastSeen: now - minute, error } as const;
  const seen = { ...givenSeen(), sight: givenSight({ nodes, reach }) };
  const campaign = givenCampaign({ course });
  expect(leftBy(campaign, seen).split("\n").slice(1)).toEqual([
    "The API server does not answer. Before that kubelets ran w1: v1.37.2; w2: v1.36.3.",
    "Whether it left a node cordoned was not seen: `node list`.",
  ]);
});
