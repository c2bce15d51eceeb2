import { expect, test } from "vitest";
import type { Campaign } from "#src/campaign/campaign.ts";
import { campaignCard } from "#src/card/campaign-card.ts";
import type { Sentence } from "#src/card/card.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import { renderCard, renderTrailEntry } from "#src/slack/render/card.ts";
import { givenCampaign, givenCourse, givenStage } from "../campaign/given.ts";
import { day, hour, minute, now } from "../given.ts";
import { givenIncident } from "../incident/given-incident.ts";
import { ann, bob } from "../operation/given.ts";

const context = { approvalsChannel: () => undefined, silenced: [] };
const stages = [
  givenStage("w1"),
  givenStage("w2", { gate: "ask" }),
  givenStage("w3"),
  givenStage("w4", { gate: { restMs: 7 * day } }),
];
const course = givenCourse({ stages });
const done = {
  state: "done",
  operation: "op-1",
  startedAt: now - hour,
  endedAt: now - hour + 4 * minute,
} as const;
const left = { state: "waiting" } as const;

test("a campaign under way says what is done and how long it took, what runs, and what is to come", () => {
  const running = { state: "running", operation: "op-2", startedAt: now } as const;
  const { headline, mark, progress, lead, buttons } = card({
    state: "running",
    waiting: undefined,
    at: 1,
    records: [done, running, left, left],
  });
  expect([mark, headline]).toEqual(["🔄", "Touch all on home is under way"]);
  expect(lead.map(said)).toEqual(["Asked by <U0ANN>, approved by <U0BOB>."]);
  expect(progress.map(said)).toEqual([
    "✅ Touch w1 – 4 min – op-1",
    `⏳ *Touch w2* since ${now} – op-2`,
    "⚪ Touch w3",
    "⚪ Touch w4 – after a rest of 7 d",
  ]);
  // What runs is stopped first.
  expect(buttons.map(({ label }) => label)).toEqual(["Pause"]);
});

test("one that waits for people says who has to do what, and mentions who asked for it", () => {
  const waiting = { for: "people", words: "w9 is not ready.", since: now } as const;
  const trail = [{ at: now, what: "asks", stage: 1, words: "w9 is not ready." } as const];
  const {
    mark,
    quote,
    lead,
    buttons,
    trail: entries,
  } = card({ at: 1, waiting, trail, records: [done, left, left, left] });
  expect([mark, quote]).toEqual([undefined, ["w9 is not ready."]]);
  expect(said(lead.at(-1) ?? [])).toBe(`*Somebody must decide*, since ${now}.`);
  expect(buttons.map(({ line }) => line)).toEqual([
    "campaign continue ca-000001",
    "campaign pause ca-000001",
    "campaign skip ca-000001",
    "campaign abandon ca-000001",
  ]);
  expect(entries.map(({ says }) => said(says))).toEqual([
    "<U0ANN> *Somebody must decide* before “Touch w2”.",
  ]);
});

test("where the operation of its stage is decided about, there is nothing to go on with", () => {
  const waiting = {
    for: "people",
    words: "op-2 waits for a decision.",
    since: now,
    operation: "op-2",
  } as const;
  const { buttons, lead } = card({ waiting });
  expect(buttons.map(({ label }) => label)).toEqual(["Pause", "Abandon"]);
  expect(said(lead.at(-1) ?? [])).toBe("*Somebody must decide* about op-2; its card is in this thread.");
});

test("a stage that failed does not look as if it ran", () => {
  const failed = { state: "running", operation: "op-2", startedAt: now } as const;
  const waiting = { for: "people", words: "op-2 failed.", since: now, operation: "op-2" } as const;
  const { progress } = card({ at: 1, waiting, records: [done, failed, left, left] });
  expect(said(progress[1] ?? [])).toBe(`🟡 *Touch w2* since ${now} – op-2`);
});

test("a stage that others rest on has no button that skips it", () => {
  const needed = givenCourse({ stages: [givenStage("w1", { needed: true })] });
  const waiting = { for: "people", words: "It failed.", since: now } as const;
  const labels = card({ course: needed, waiting, records: [left] }).buttons.map(({ label }) => label);
  expect(labels).toEqual(["Go on", "Pause", "Abandon"]);
});

test("one that waits until all is well says since when, and its headline alone that it waits", () => {
  const waiting = { for: "gate", words: "w2 is not ready.", since: now } as const;
  const { headline, lead } = card({ waiting });
  expect(headline).toBe("Touch all on home waits");
  expect(said(lead.at(-1) ?? [])).toBe(`Since ${now}. *It goes on by itself* once this is over.`);
});

test("one that rests says until when, and is let go on before", () => {
  const waiting = { for: "rest", words: "", since: now, until: now + 7 * day } as const;
  const resting = card({ at: 3, waiting, records: [done, done, done, left] });
  expect(resting.headline).toBe("Touch all on home rests");
  expect(said(resting.lead.at(-1) ?? [])).toBe(`*It rests* until ${now + 7 * day}.`);
  expect(resting.buttons[0]).toMatchObject({ label: "Go on" });
});

test("one that was abandoned keeps saying how the cluster was left", () => {
  const ending = { by: bob.id, words: "2 stages were not done.\nKubelets run w1: v1.37.2; w2: v1.36.3." };
  const over = card({ state: "abandoned", waiting: undefined, ending, endedAt: now });
  expect(over).toMatchObject({
    headline: "Touch all on home was abandoned",
    quote: [ending.words],
    isOver: true,
    buttons: [{ label: "Status", line: "status --cluster=home" }],
  });
});

test("one that is done says so first, and then what it reports", () => {
  const ending = { words: "All 4 stages are done, in 12 min.\nKept: /var/backups/x.db on cp1." };
  const { lead, quote, buttons } = card({ state: "succeeded", waiting: undefined, ending, endedAt: now });
  expect(said(lead.at(-1) ?? [])).toBe("All 4 stages are done, in 12 min.");
  expect(quote).toEqual(["Kept: /var/backups/x.db on cp1."]);
  expect(buttons.map(({ how }) => how)).toEqual(["thread"]);
});

test("what its operations silence stands on it", () => {
  const silenced = [givenIncident({ summary: "w1 is not ready" })];
  expect(campaignCard(campaign({}), { ...context, silenced }).facts).toEqual([
    "It causes this, so nobody else is told:",
    "w1 is not ready",
  ]);
});

test("two hundred stages fit a message, and so does every entry of a thread", () => {
  const many = Array.from({ length: 200 }, (_, at) => givenStage(`worker-${at}.${"x".repeat(200)}`));
  const records = many.map((_stage, at) => (at < 100 ? done : left));
  const trail: Campaign["trail"] = (
    ["asks", "skipped", "paused", "continued", "succeeded", "abandoned"] as const
  ).map((what) => ({ at: now, what, by: ann.id, stage: 3, words: "why ".repeat(1_000) }));
  const waiting = { for: "people", words: "word ".repeat(1_000), since: now } as const;
  const large = card({ course: givenCourse({ stages: many }), records, at: 100, waiting, trail });
  expect(large.progress.map(said).at(-1)).toBe("⚪ 83 more stages");
  expect(validateMessage(renderCard(large, { readable: true }))).toEqual([]);
  expect(large.trail).toHaveLength(6);
  for (const entry of large.trail) expect(validateMessage(renderTrailEntry(entry))).toEqual([]);
});

function campaign(more: Partial<Campaign>): Campaign {
  return givenCampaign({ course, records: [left, left, left, left], ...more });
}

function card(more: Partial<Campaign>) {
  return campaignCard(campaign(more), context);
}

function said(sentence: Sentence): string {
  return sentence
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("bold" in piece) return `*${piece.bold}*`;
      return "who" in piece ? `<${piece.who}>` : "at" in piece ? String(piece.at) : "";
    })
    .join("");
}
