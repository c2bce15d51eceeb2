import { expect, test } from "vitest";
import { nextOf } from "#src/campaign/next.ts";
import { hour, now } from "../given.ts";
import { givenCampaign, givenCourse, givenStage } from "./given.ts";

const rest = { gate: { restMs: 4 * hour } };
const course = givenCourse({
  stages: [
    givenStage("w1"),
    givenStage("w2", { ...rest, group: 0 }),
    givenStage("w3", { ...rest, group: 0 }),
    givenStage("w4", rest),
  ],
});
const done = (endedAt: number) => ({ state: "done", endedAt }) as const;

test.each([
  [
    "the last of those that went side by side",
    [done(now - 9 * hour), done(now - hour), done(now - 5 * hour)],
    3 * hour,
  ],
  [
    "the last that was done, where one after it was skipped",
    [done(now - 9 * hour), done(now - 3 * hour), { state: "skipped", endedAt: now }],
    hour,
  ],
] as const)("a rest counts from %s", (_which, before, left) => {
  const campaign = givenCampaign({ course, records: [...before, { state: "waiting" }], at: 3 });
  expect(nextOf(campaign, undefined, now)).toEqual({ do: "rest", until: now + left });
  expect(nextOf(campaign, undefined, now + left)).toEqual({ do: "look" });
});

test("one that is tried again rests for nothing that went beside it", () => {
  const records = [done(now - 9 * hour), done(now), { state: "waiting" }, { state: "waiting" }] as const;
  expect(nextOf(givenCampaign({ course, records, at: 2 }), undefined, now)).toEqual({ do: "look" });
});
