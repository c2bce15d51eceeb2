import { expect, test } from "vitest";
import { follows, waits } from "#src/campaign/turns.ts";
import { now } from "../given.ts";
import { givenCampaign } from "./given.ts";

test("a stage whose operation runs is shown as running, also where the campaign moved to it by itself", () => {
  const moving = givenCampaign({ state: "running", waiting: undefined });
  const turn = follows(moving);
  expect(turn?.next).toMatchObject({ state: "running", records: [{ state: "running" }, {}, {}] });
  expect(turn && follows(turn.next)).toBeUndefined();
});

test("what it waits for already is no news, and other words for it keep its time", () => {
  const waiting = { for: "gate", words: "w1 is not ready.", since: now } as const;
  const campaign = givenCampaign({ waiting });
  expect(waits(campaign, { ...waiting, since: now + 1_000 })).toBeUndefined();
  const turn = waits(campaign, { ...waiting, words: "w2 is not ready.", since: now + 1_000 });
  expect(turn).toMatchObject({ entries: [], next: { waiting: { words: "w2 is not ready.", since: now } } });
});
