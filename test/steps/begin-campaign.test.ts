import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { boundsOf } from "#src/campaign/bounds.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";
import { givenCampaign, givenCourse } from "../campaign/given.ts";
import { givenCluster } from "../given.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext } from "./given.ts";

const eviction = {
  at: "api",
  method: "POST",
  path: "/api/v1/namespaces/<namespace>/pods/<pod>/eviction",
} as const;
const plan = givenPlan([{ step: "s", input: {}, title: "S", calls: [eviction] }], {
  risk: "destructive",
  losses: ["emptyDir of shop/cache"],
  basis: { risks: ["control plane"] },
});
const known = { off: ["w9"], cordoned: ["w8"] };
const course = givenCourse({ bounds: boundsOf([plan]), known });

test("its card says each stage and how it begins, and all that stages may do by themselves", () => {
  expect(beginCampaign.with(course).calls.map(sayCall)).toEqual([
    "stage 1 of 3, by itself: node touch w1",
    "stage 2 of 3, once it is approved: node touch w2",
    "stage 3 of 3, by itself: node touch w3",
    "by itself at most: POST /api/v1/namespaces/<namespace>/pods/<pod>/eviction",
    "by itself also what is destructive",
    "by itself may lose: emptyDir of shop/cache",
    "by itself in spite of: control plane",
    "known to be off: w9",
    "known to be cordoned: w8",
  ]);
});

test("it is done once its operation has begun a campaign, and not because of another one", async () => {
  const own = "op-000001";
  const begun = (operation: string) => ({
    begunBy: async (id: string) => (id === operation ? givenCampaign() : undefined),
    begin: async () => undefined,
  });
  const asked = (operation: string) =>
    beginCampaign.done(course, givenContext(givenCluster() as Cluster, { campaigns: begun(operation) }));
  expect(await asked(own)).toMatchObject({ goal: "holds" });
  expect(await asked("op-000002")).toMatchObject({ goal: "open" });
});
