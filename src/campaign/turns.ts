// What a campaign becomes, turn by turn: pure, and each together with what the audit says of it.
import type { Actor } from "#src/base/actor.ts";
import type { AuditEntry } from "#src/operation/audit.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Turn as TurnOf } from "#src/store/store.ts";
import { entryOf } from "./audit-campaign.ts";
import type { Campaign, Happened, StageRecord, Waiting } from "./campaign.ts";
import { firstOpen } from "./group.ts";
import { after, type Event } from "./transitions.ts";

export type Turn = TurnOf<Campaign>;

type Noted = Omit<Happened, "at"> & { readonly operation?: string | undefined };

const events: Readonly<Record<Happened["what"], Extract<AuditEntry["event"], `campaign-${string}`>>> = {
  began: "campaign-began",
  started: "campaign-stage-started",
  done: "campaign-stage-done",
  skipped: "campaign-stage-skipped",
  waits: "campaign-waits",
  asks: "campaign-waits",
  paused: "campaign-paused",
  continued: "campaign-continued",
  succeeded: "campaign-succeeded",
  abandoned: "campaign-abandoned",
};

/** With an entry of its thread and a row of the audit. */
export function noted(campaign: Campaign, at: number, { operation, ...happened }: Noted): Turn {
  const { what, by, stage, words } = happened;
  return {
    next: { ...campaign, trail: [...campaign.trail, { at, ...happened }] },
    entries: [entryOf(campaign, events[what], { at, by, stage, words, operation })],
  };
}

/** Undefined where the table knows no such turn. */
export function moved(campaign: Campaign, event: Event): Campaign | undefined {
  const state = after(campaign.state, event);
  if (state === undefined) return undefined;
  const { waiting: _over, ...rest } = campaign;
  return { ...rest, state };
}

export function withRecord(campaign: Campaign, record: Partial<StageRecord>, at = campaign.at): Campaign {
  const before = campaign.records[at] ?? { state: "waiting" as const };
  return { ...campaign, records: campaign.records.with(at, { ...before, ...record }) };
}

/** Undefined where it waits for that already. Told in the thread where people are asked. */
export function waits(campaign: Campaign, waiting: Waiting): Turn | undefined {
  const { waiting: before } = campaign;
  if (campaign.state === "waiting" && before?.for === waiting.for && before.words === waiting.words)
    return undefined;
  const next = moved(campaign, "waits");
  if (!next) return undefined;
  const since = campaign.state === "waiting" && before?.for === waiting.for ? before.since : waiting.since;
  const waiter = { ...next, waiting: { ...waiting, since } };
  const { for: what, words } = waiting;
  // The card of an operation asks by itself.
  const asks = waiting.operation === undefined ? "asks" : "waits";
  if (what === "people") return noted(waiter, waiting.since, { what: asks, stage: campaign.at, words });
  // A gate holds within seconds as a rule: the card alone says so, until people are asked.
  if (what === "gate" || before?.for === what) return { next: waiter, entries: [] };
  return noted(waiter, waiting.since, { what: "waits", stage: campaign.at, words });
}

/** With the time from which the operation of its stage has run: people may have thought about it before. */
export function timed(campaign: Campaign, { startedAt }: Pick<Operation, "startedAt">, stage = campaign.at) {
  return startedAt === undefined ? campaign : withRecord(campaign, { startedAt }, stage);
}

/** The stage's operation runs. */
export function follows(campaign: Campaign): Turn | undefined {
  if (campaign.state === "running" && campaign.records[campaign.at]?.state === "running") return undefined;
  const next = moved(campaign, "moves");
  return next && { next: withRecord(next, { state: "running" }), entries: [] };
}

/** A stage is over, and the next one comes. What is paused stays so; one beside it changes nothing about what is waited for. */
export function settled(campaign: Campaign, at: number, operation: string, stage = campaign.at): Turn {
  const done = withRecord(campaign, { state: "done", endedAt: at }, stage);
  const said = { what: "done", stage, operation } as const;
  if (stage !== campaign.at) return noted(done, at, said);
  const { waiting: _over, ...next } = done;
  return noted({ ...next, at: firstOpen(done.records, campaign.at) }, at, said);
}

/** Its operation came to nothing: nothing of the stage runs any more, and it keeps nobody off the cluster. */
export function cameToNothing(campaign: Campaign, operation: string, stage: number): Turn | undefined {
  const record = campaign.records[stage];
  if (record?.operation !== operation || record.state !== "running") return undefined;
  return { next: withRecord(campaign, { state: "waiting" }, stage), entries: [] };
}

/** Somebody else has done what the stage is for: by hand, or by an operation of their own. */
export function foundDone(campaign: Campaign, at: number, words: string): Turn {
  const { at: stage } = campaign;
  const done = withRecord(campaign, { state: "done", endedAt: at, words });
  const { waiting: _over, ...next } = done;
  const after = askedNext({ ...next, at: firstOpen(done.records, stage) }, stage);
  return noted(after, at, { what: "done", stage, words });
}

/** Whoever was to be asked before a stage that did not begin is asked before the one that comes now: nobody has let the others begin. */
export function askedNext(campaign: Campaign, left: number): Campaign {
  return campaign.course.stages[left]?.gate === "ask" ? asksAt(campaign, campaign.at) : campaign;
}

/** Where the first was left out, whoever is asked has seen none yet: the one after asks as well. What others rest on shows nothing of them. */
export function askedOnceShown(campaign: Campaign): Campaign {
  const { course, records, at } = campaign;
  const isShown = records.some(({ state }, place) => state === "done" && !course.stages[place]?.needed);
  return isShown || course.stages[at]?.gate !== "ask"
    ? campaign
    : asksAt(campaign, firstOpen(records, at + 1));
}

function asksAt(campaign: Campaign, place: number): Campaign {
  const { course } = campaign;
  const stage = course.stages[place];
  if (!stage) return campaign;
  return { ...campaign, course: { ...course, stages: course.stages.with(place, { ...stage, gate: "ask" }) } };
}

/** The id of an operation that is about to be. The campaign moves where it starts by itself. */
export function withName(campaign: Campaign, at: number, operation: string, stage = campaign.at): Turn {
  const startedAt = campaign.records[stage]?.startedAt ?? at;
  const next = withRecord(campaign, { operation, startedAt }, stage);
  return noted(next, at, { what: "started", stage, operation });
}

/** Another operation, or one that is yet to be, takes the place of what is stale. */
export function replaced(campaign: Campaign, by: string | undefined, stage = campaign.at): Turn {
  const { operation, before = [] } = campaign.records[stage] ?? { state: "waiting" as const };
  const gone = operation ? [...before, operation] : before;
  const again = by === undefined ? ({ state: "waiting" } as const) : {};
  return { next: withRecord(campaign, { operation: by, before: gone, ...again }, stage), entries: [] };
}

export function ended(campaign: Campaign, at: number, words: string): Turn | undefined {
  const next = moved(campaign, "ends");
  return next && noted({ ...next, endedAt: at, ending: { words } }, at, { what: "succeeded", words });
}

export function abandoned(campaign: Campaign, at: number, by: Actor, words: string): Turn | undefined {
  const next = moved(campaign, "abandons");
  return next && noted({ ...next, endedAt: at, ending: { by, words } }, at, { what: "abandoned", by, words });
}
